using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Jobs.Checks;

/// <summary>
/// Warns when the last package change failed on a full or read-only file system, which the agent itself may see differently.
/// </summary>
internal sealed class LastChangeCheck(JobStore store) : ICheck
{
    public const string Name = "last-change";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(Judge(store.All()));

    /// <param name="jobs">
    /// All jobs in the order of their admission, as <see cref="JobStore.All"/> returns them: without compressed details. The result is
    /// null while none of them has changed packages.
    /// </param>
    public static CheckResult? Judge(IEnumerable<Job> jobs)
    {
        // By their order, not by the clock, which may have jumped.
        var last = jobs.LastOrDefault(j => j is { IsTerminal: true, CompletedAt: not null } && (j.HasChanges || FailedByDisk(j)));
        if (last is null)
        {
            return null;
        }

        var seen = $"job {last.Id} {JobSpelling.Statuses.Of(last.Status)}";
        return FailedByDisk(last)
            ? CheckResult.Warn(
                Name, seen, $"{JobSpelling.ErrorCodes.Of(last.ErrorCode!.Value)}: {last.Error ?? last.Message}",
                last.ErrorCode == JobErrorCode.DiskFull
                    ? "free space on that file system, then repeat the change"
                    : "make that file system writable again, then repeat the change")
            : CheckResult.Ok(Name, seen);
    }

    /// <summary>True also for a job that failed while it was planned, and so has no changes.</summary>
    private static bool FailedByDisk(Job job) =>
        job.ErrorCode is JobErrorCode.DiskFull or JobErrorCode.ReadOnly && (job.HasChanges || job.Request.WritesPackages());
}
