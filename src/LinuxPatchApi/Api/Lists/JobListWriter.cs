using System.Text.Json;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Api.Lists;

/// <summary>Writes a page of jobs one by one: each may name thousands of packages, so a full page could have tens of megabytes.</summary>
internal static class JobListWriter
{
    /// <summary>Writes the page. Omits a job deleted before it is written.</summary>
    /// <param name="page">The jobs as held by the store.</param>
    /// <param name="load">Returns a job with its packages; null when it is gone.</param>
    /// <param name="changes">The number to continue from, and what has left.</param>
    public static IEnumerable<bool> Write(
        IReadOnlyList<Job> page, Func<Guid, Job?> load, int total, int limit, int offset, JobChanges changes, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("jobs"u8);
        foreach (var held in page)
        {
            if (load(held.Id) is { } job)
            {
                ApiJson.Write(writer, JobDocumentMapper.Summary(job));
                yield return true;
            }
        }

        writer.WriteEndArray();
        writer.WriteNumber("total"u8, total);
        writer.WriteNumber("limit"u8, limit);
        writer.WriteNumber("offset"u8, offset);
        writer.WriteNumber("next"u8, changes.Next);
        writer.WriteBoolean("reset"u8, changes.IsReset);
        writer.WriteStartArray("removed"u8);
        foreach (var id in changes.Removed)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
