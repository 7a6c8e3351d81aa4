using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Checks;

/// <summary>Whether the last change of packages met a file system that is full or read-only, which the agent itself may see otherwise.</summary>
internal sealed class LastChangeCheck(JobStore store) : ICheck
{
    public const string Name = "last-change";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(store.All()));

    /// <param name="jobs">All that are known; null is the answer while none of them has changed packages.</param>
    public static CheckResult? Judge(IEnumerable<Job> jobs)
    {
        var last = jobs.Where(j => j is { IsTerminal: true, CompletedAt: not null, Changes.Count: > 0 }).MaxBy(j => j.CompletedAt);
        if (last is null)
        {
            return null;
        }

        var seen = $"job {last.Id} {JobSpelling.Statuses.Of(last.Status)}";
        return last.ErrorCode is JobErrorCode.DiskFull or JobErrorCode.ReadOnly
            ? CheckResult.Warn(
                Name, seen, $"{JobSpelling.ErrorCodes.Of(last.ErrorCode.Value)}: {last.Error ?? last.Message}",
                last.ErrorCode == JobErrorCode.DiskFull ? "free space on that file system, then repeat the change" : "make that file system writable again, then repeat the change")
            : CheckResult.Ok(Name, seen);
    }
}
