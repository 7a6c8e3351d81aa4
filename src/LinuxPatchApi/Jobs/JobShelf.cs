using System.IO.Compression;
using System.Text.Json;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// What of ended jobs is asked for one by one and seldom (logs, changes and the like), kept compressed: a history of ten thousand jobs is
/// mostly that. Taken from the journal's form, so what comes back is what a restart would bring. Not thread-safe; under the store's lock.
/// </summary>
internal sealed class JobShelf
{
    private readonly Dictionary<Guid, (byte[] Packed, long Weight)> _packed = [];

    /// <summary>Bytes of all that lies here.</summary>
    public long Bytes { get; private set; }

    /// <summary>Puts the details of a job away, or away with them when it goes on.</summary>
    /// <returns>The job as it is to be held.</returns>
    public Job Put(Job job, bool isHeld)
    {
        Remove(job.Id);
        var rest = new JobRest(job.Logs, job.Changes, job.Warnings, job.Packages, job.Automatic, job.Restarted);
        if (!job.IsTerminal || job.VerdictOutstanding || isHeld || rest.IsEmpty)
        {
            return job;
        }

        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(deflate, rest, JournalJson.Default.JobRest);
        }

        var held = job with { Logs = [], Changes = [], Warnings = [], Packages = [], Automatic = [], Restarted = null, HadApplied = job.HasApplied };
        _packed[job.Id] = (packed.ToArray(), JobWeight.Of(job) - JobWeight.Of(held));
        Bytes += packed.Length;
        return held;
    }

    /// <summary>The job with its details.</summary>
    public Job Whole(Job held)
    {
        if (!_packed.TryGetValue(held.Id, out var shelved))
        {
            return held;
        }

        using var inflate = new DeflateStream(new MemoryStream(shelved.Packed), CompressionMode.Decompress);
        var rest = JsonSerializer.Deserialize(inflate, JournalJson.Default.JobRest)!;
        return held with
        {
            Logs = rest.Logs,
            Changes = rest.Changes,
            Warnings = rest.Warnings,
            Packages = rest.Packages,
            Automatic = rest.Automatic,
            Restarted = rest.Restarted,
            HadApplied = null,
        };
    }

    /// <summary>What one job's details weigh in memory when they are not packed, as they are at a start; 0 when none lie here.</summary>
    public long WeightOf(Guid id) => _packed.TryGetValue(id, out var shelved) ? shelved.Weight : 0;

    public void Remove(Guid id)
    {
        if (_packed.Remove(id, out var former))
        {
            Bytes -= former.Packed.Length;
        }
    }
}

/// <summary>See <see cref="JobShelf"/>.</summary>
internal sealed record JobRest(
    IReadOnlyList<string> Logs,
    IReadOnlyList<PackageChange> Changes,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> Automatic,
    IReadOnlyList<UnitRestart>? Restarted)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Logs is [] && Changes is [] && Warnings is [] && Packages is [] && Automatic is [] && Restarted is null;
}
