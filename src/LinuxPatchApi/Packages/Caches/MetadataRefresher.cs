using System.Threading.Channels;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Refreshes the repositories' indexes: internal work, never a job. One refresh runs at a time, with its own deadline, and is shared by all
/// callers. One that another program's lock prevents is tried again: nobody else would, and health would blame a lock that is long free.
/// </summary>
internal sealed class MetadataRefresher
{
    private readonly Lock _lock = new();
    private readonly Channel<bool> _locked =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IPackageEngine _backend;
    private readonly TimeProvider _time;
    private readonly RefreshFile? _file;
    private Task<PackageFailure?>? _running;

    /// <summary>Refreshes so far that a lock prevented.</summary>
    private int _locks;
    private DateTimeOffset? _lastAttempt;
    private RefreshRecord? _last;
    private volatile PackageFailure? _failure;

    /// <summary>By the last refresh.</summary>
    private volatile IReadOnlyList<string> _leftOut = [];

    /// <param name="file">The record of the agent's previous run; null for none.</param>
    public MetadataRefresher(IPackageEngine backend, TimeProvider time, RefreshFile? file = null)
    {
        (_backend, _time, _file) = (backend, time, file);
        if (file?.Read() is { } last)
        {
            (_last, _failure) = (last, last.Failure);
        }
    }

    /// <summary>Returns when any program last refreshed all repositories; null when unknown.</summary>
    public Func<DateTimeOffset?>? LookedAt { get; init; }

    /// <summary>Returns the repositories that a refresh has left out although it succeeded; none where the package manager tells.</summary>
    public Func<IReadOnlyList<string>> LeftOut { get; init; } = () => [];

    /// <summary>Returns why the indexes cannot be written; null when they can, or that is unknown.</summary>
    public Func<PackageFailure?> Place { get; init; } = () => null;

    /// <summary>
    /// Why the last refresh failed, in whole or in part, also in the agent's previous run; null when it succeeded, when another program has
    /// refreshed all since, or there was none yet.
    /// </summary>
    public PackageFailure? LastFailure => _failure is { } failure && !IsOvertaken() ? Present(failure) : null;

    /// <summary>Raised at the end of each refresh that failed, in whole or in part; handlers must return at once.</summary>
    public event Action<PackageFailure>? Failed;

    /// <summary>True when the package manager reported the last refresh of this run as a success, and has left repositories out.</summary>
    public bool HasLeftOut { get; private set; }

    /// <summary>When the last successful refresh by this agent ended; null when there was none.</summary>
    public DateTimeOffset? RefreshedAt => Last()?.RefreshedAt;

    /// <summary>When the last refresh by this agent ended, successful or not; null when there was none.</summary>
    public DateTimeOffset? LastEnd => Last()?.EndedAt;

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

    /// <summary>Joins the running refresh or starts one. Cancelling ends the wait, not the refresh.</summary>
    public Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running is not { IsCompleted: false })
            {
                _lastAttempt = _time.GetUtcNow();
                _running = Task.Run(() => RunAsync(progress), CancellationToken.None);
            }

            return _running.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Repeats refreshes that a lock has prevented, for as long as the agent runs.</summary>
    public async Task RepeatAsync(CancellationToken shutdown)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _locks);
            var pause = PackageLimits.LockedRefreshPause;
            for (var i = 0; IsLocked && i < PackageLimits.LockedRefreshes; i++)
            {
                await Task.Delay(pause, _time, shutdown);
                pause = pause < PackageLimits.RefreshRetry / 2 ? pause * 2 : PackageLimits.RefreshRetry;
                if (IsLocked)
                {
                    var before = Volatile.Read(ref _locks);
                    seen = IsLock(await RefreshAsync(null, shutdown)) ? before + 1 : before;
                }
            }

            // Those of the repeats themselves wake nobody.
            while (Volatile.Read(ref _locks) <= seen)
            {
                await _locked.Reader.ReadAsync(shutdown);
            }
        }
    }

    private bool IsLocked => IsLock(LastFailure);

    private static bool IsLock(PackageFailure? failure) => failure is { Code: JobErrorCode.Locked, Retryable: true };

    private static PackageFailure? Incomplete(IReadOnlyList<string> leftOut) => leftOut.Count == 0 ? null : new PackageFailure(
        JobErrorCode.CacheRefreshError,
        string.Join('\n', leftOut.Select(name => $"{name}: could not be fetched, and the package manager left it out")),
        Retryable: true);

    /// <summary>Returns a failure with the file system as its cause where that is one and the failure names none.</summary>
    private PackageFailure WithCause(PackageFailure failure) => PlaceFault.MayCause(failure) && Place() is { } cause
        ? cause with { Message = $"{cause.Message}\n{failure.Message}" } : failure;

    /// <summary>
    /// Returns a failure without the repositories that were left out and are not configured any more, or have their index now; null when
    /// none is left.
    /// </summary>
    private PackageFailure? Present(PackageFailure failure) => HasLeftOut && failure.Code == JobErrorCode.CacheRefreshError
        ? Incomplete([.. LeftOut().Intersect(_leftOut, StringComparer.Ordinal)])
        : failure;

    /// <summary>Another program's refresh that has left repositories without an index was none.</summary>
    private bool IsOvertaken() =>
        LookedAt?.Invoke() is { } looked && looked <= _time.GetUtcNow() && looked > LastEnd && LeftOut().Count == 0;

    /// <summary>
    /// Returns the last refresh without times in the future: the clock was ahead, in this life or the one before, and was set back. Such a
    /// time is dropped for good, for it would come true when the clock reaches it.
    /// </summary>
    private RefreshRecord? Last()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            return _last = _last is { } last && (last.EndedAt > now || last.RefreshedAt > now)
                ? last with
                {
                    EndedAt = last.EndedAt <= now ? last.EndedAt : null,
                    RefreshedAt = last.RefreshedAt <= now ? last.RefreshedAt : null,
                }
                : _last;
        }
    }

    private async Task<PackageFailure?> RunAsync(Action<ExecutionProgress>? progress)
    {
        using var deadline = new CancellationTokenSource(PackageLimits.RefreshDeadline, _time);
        var failed = await _backend.RefreshAsync(progress, deadline.Token);
        _leftOut = failed is null ? LeftOut() : [];
        var failure = failed ?? Incomplete(_leftOut);
        failure = failure is null ? null : WithCause(failure);
        HasLeftOut = failed is null && failure is not null;
        var now = _time.GetUtcNow();
        var last = RefreshRecord.Of(failure, now, failure is null ? now : RefreshedAt);
        lock (_lock)
        {
            (_last, _failure) = (last, failure);
        }

        _file?.Write(last);
        if (failure is not null)
        {
            Failed?.Invoke(failure);
        }

        if (IsLock(failure))
        {
            Interlocked.Increment(ref _locks);
            _locked.Writer.TryWrite(true);
        }

        return failure;
    }
}
