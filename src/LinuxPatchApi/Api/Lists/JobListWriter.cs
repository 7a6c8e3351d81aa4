using System.Text.Json;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Lists;

/// <summary>Writes a page of jobs one by one: each may name thousands of packages, and a page of them together would be tens of megabytes.</summary>
internal static class JobListWriter
{
    /// <summary>A job that is deleted before its turn is left out.</summary>
    /// <param name="page">As the list holds them.</param>
    /// <param name="whole">The job with its packages; null when it is gone.</param>
    public static IEnumerable<bool> Write(IReadOnlyList<Job> page, Func<Guid, Job?> whole, int total, int limit, int offset, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("jobs"u8);
        foreach (var held in page)
        {
            if (whole(held.Id) is { } job)
            {
                JsonSerializer.Serialize(writer, JobDocumentsOf.Summary(job), ApiJson.Default.JobSummary);
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
