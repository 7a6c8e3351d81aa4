using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;

namespace LinuxPatchApi.Jobs.Checks;

/// <summary>Checks that the running job makes progress.</summary>
internal sealed class QueueCheck(JobService jobs) : ICheck
{
    public const string Name = "job-queue";

    public string Id => Name;

    public object? Mark => jobs.Store.Events.Head;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(
        jobs.Stalled is not { } stalled ? CheckResult.Ok(Name, $"{jobs.Active().Count} active")
        : CheckResult.Warn(
            Name,
            $"job {stalled.Id}",
            $"job {stalled.Id} has made no progress since {stalled.StalledSince:yyyy-MM-dd'T'HH:mm:ss'Z'}; {stalled.LockHolder}",
            "check the process that holds the lock"));
}
