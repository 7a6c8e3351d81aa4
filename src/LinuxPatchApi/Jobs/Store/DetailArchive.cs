using System.IO.Compression;
using System.Text.Json;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>
/// The details of ended jobs (logs, changes and the like), compressed: they are the bulk of a history of ten thousand jobs, and are read
/// seldom and one by one. Uses the journal's format, so they are what a restart would restore. Not thread-safe; under the store's lock.
/// </summary>
internal sealed class DetailArchive
{
    private readonly Dictionary<Guid, (byte[] Packed, long Weight)> _packed = [];

    /// <summary>Compressed bytes of all details.</summary>
    public long Bytes { get; private set; }

    /// <summary>Compresses the details of an ended job; replaces or removes what was stored before.</summary>
    /// <param name="isHeld">The job's work continues: its details stay with it.</param>
    /// <returns>The job without the details that are stored here.</returns>
    public Job Archive(Job job, bool isHeld)
    {
        Remove(job.Id);
        var details = new JobDetails(job.Logs, job.Changes, job.Warnings, job.Packages, job.Automatic, job.Restarted);
        if (!job.IsTerminal || job.VerdictOutstanding || isHeld || details.IsEmpty)
        {
            return job;
        }

        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(deflate, details, JournalJson.Default.JobDetails);
        }

        var rest = job with
        {
            Logs = [],
            Changes = [],
            Warnings = [],
            Packages = [],
            Automatic = [],
            Restarted = null,
            HadApplied = job.HasApplied,
            HadChanges = job.HasChanges,
        };
        _packed[job.Id] = (packed.ToArray(), JobWeight.Of(job) - JobWeight.Of(rest));
        Bytes += packed.Length;
        return rest;
    }

    /// <summary>Returns the job with its details.</summary>
    public Job Complete(Job job)
    {
        if (!_packed.TryGetValue(job.Id, out var stored))
        {
            return job;
        }

        using var inflate = new DeflateStream(new MemoryStream(stored.Packed), CompressionMode.Decompress);
        var details = JsonSerializer.Deserialize(inflate, JournalJson.Default.JobDetails)!;
        return job with
        {
            Logs = details.Logs,
            Changes = details.Changes,
            Warnings = details.Warnings,
            Packages = details.Packages,
            Automatic = details.Automatic,
            Restarted = details.Restarted,
            HadApplied = null,
            HadChanges = null,
        };
    }

    /// <summary>
    /// Returns the bytes of memory that one job's details need uncompressed, as they do at a start; 0 when none are stored.
    /// </summary>
    public long WeightOf(Guid id) => _packed.TryGetValue(id, out var stored) ? stored.Weight : 0;

    public void Remove(Guid id)
    {
        if (_packed.Remove(id, out var previous))
        {
            Bytes -= previous.Packed.Length;
        }
    }
}
