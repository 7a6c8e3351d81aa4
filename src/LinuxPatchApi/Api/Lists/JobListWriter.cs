using System.Text.Json;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Lists;

/// <summary>Writes a page of jobs one by one: each may name thousands of packages, so a full page could have tens of megabytes.</summary>
internal static class JobListWriter
{
    /// <summary>Writes the page. Omits a job deleted before it is written.</summary>
    /// <param name="page">The jobs as held by the store.</param>
    /// <param name="load">Returns a job with its packages; null when it is gone.</param>
    public static IEnumerable<bool> Write(
        IReadOnlyList<Job> page, Func<Guid, Job?> load, int total, int limit, int offset, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("jobs"u8);
        foreach (var held in page)
        {
            if (load(held.Id) is { } job)
            {
                JsonSerializer.Serialize(writer, JobDocumentMapper.Summary(job), ApiJson.Default.JobSummary);
                yield return true;
            }
        }

        writer.WriteEndArray();
        writer.WriteNumber("total"u8, total);
        writer.WriteNumber("limit"u8, limit);
        writer.WriteNumber("offset"u8, offset);
        writer.WriteEndObject();
    }
}
