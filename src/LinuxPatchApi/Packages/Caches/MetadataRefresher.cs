using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Index refreshes: internal work, never a job, one at a time, shared by all who wait for one, with a deadline of its own.
/// </summary>
internal sealed class MetadataRefresher(IPackageEngine backend, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<PackageFailure?>? _running;
    private DateTimeOffset? _lastAttempt;

    /// <summary>What the last refresh could not do; null when it did all, or none was made yet.</summary>
    public PackageFailure? LastFailure { get; private set; }

    /// <summary>When the last refresh by this agent ended without a failure; null when there was none.</summary>
    public DateTimeOffset? RefreshedAt { get; private set; }

    /// <summary>When the last refresh by this agent ended, with or without a failure; null when there was none.</summary>
    public DateTimeOffset? LastEnd { get; private set; }

    public DateTimeOffset? LastAttempt
    {
        get
        {
            lock (_lock)
            {
                return _lastAttempt;
            }
        }
    }

    /// <summary>Joins the refresh under way or begins one. Cancelling stops the waiting, not the refresh.</summary>
    public Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running is not { IsCompleted: false })
            {
                _lastAttempt = time.GetUtcNow();
                _running = Task.Run(() => RunAsync(progress), CancellationToken.None);
            }

            return _running.WaitAsync(cancellationToken);
        }
    }

    private async Task<PackageFailure?> RunAsync(Action<ExecutionProgress>? progress)
    {
        using var deadline = new CancellationTokenSource(PackageLimits.RefreshDeadline, time);
        var failure = await backend.RefreshAsync(progress, deadline.Token);
        LastFailure = failure;
        LastEnd = time.GetUtcNow();
        RefreshedAt = failure is null ? LastEnd : RefreshedAt;
        return failure;
    }
}
