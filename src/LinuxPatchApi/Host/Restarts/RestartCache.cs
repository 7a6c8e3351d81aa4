namespace LinuxPatchApi.Host.Restarts;

/// <summary>What still runs replaced code, asked for at most once in <see cref="RestartLimits.ScanAge"/> and by all who ask together.</summary>
/// <param name="scan">Makes a scan; does not throw for expected failures.</param>
internal sealed class RestartCache(Func<Task<ScanResult>> scan, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<ScanResult>? _running;
    private ScanResult? _last;
    private long _lastAt;

    /// <summary>The last scan when it is young enough, else a new one.</summary>
    public Task<ScanResult> CurrentAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _last is { } last && time.GetElapsedTime(_lastAt) < RestartLimits.ScanAge
                ? Task.FromResult(last)
                : RunningLocked().WaitAsync(cancellationToken);
        }
    }

    /// <summary>A scan that begins after this call: one that is under way may have passed what has just changed.</summary>
    public async Task<ScanResult> FreshAsync(CancellationToken cancellationToken)
    {
        Task? former;
        lock (_lock)
        {
            former = _running;
        }

        if (former is not null)
        {
            await former.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        Task<ScanResult> fresh;
        lock (_lock)
        {
            // What runs now, if anything does, began after the former one had ended.
            fresh = RunningLocked();
        }

        return await fresh.WaitAsync(cancellationToken);
    }

    private Task<ScanResult> RunningLocked() => _running ??= RunAsync();

    /// <summary>Not stopped when one who waits goes away: others wait too.</summary>
    private async Task<ScanResult> RunAsync()
    {
        // Leaves the lock first.
        await Task.Yield();
        try
        {
            var result = await scan();
            lock (_lock)
            {
                (_last, _lastAt) = (result, time.GetTimestamp());
            }

            return result;
        }
        finally
        {
            lock (_lock)
            {
                _running = null;
            }
        }
    }
}
