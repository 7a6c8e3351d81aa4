namespace LinuxPatchApi.Host.Restarts;

/// <summary>
/// Caches the scan for replaced code: at most one scan in <see cref="RestartLimits.ScanAge"/>, shared by all concurrent callers.
/// </summary>
/// <param name="scan">Scans; does not throw for expected failures.</param>
internal sealed class RestartCache(Func<Task<ScanResult>> scan, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<ScanResult>? _running;
    private ScanResult? _last;
    private long _lastAt;

    /// <summary>Returns the last scan if it is recent enough, else a new one.</summary>
    public Task<ScanResult> CurrentAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _last is { } last && time.GetElapsedTime(_lastAt) < RestartLimits.ScanAge
                ? Task.FromResult(last)
                : RunningLocked().WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Returns the last scan, however old; null before the first. Starts another in the background when it is older than an age.
    /// </summary>
    public ScanResult? Latest(TimeSpan age)
    {
        lock (_lock)
        {
            if (_last is null || time.GetElapsedTime(_lastAt) >= age)
            {
                _ = RunningLocked();
            }

            return _last;
        }
    }

    /// <summary>Returns a scan that began after this call: one in progress may have passed what has just changed.</summary>
    public async Task<ScanResult> FreshAsync(CancellationToken cancellationToken)
    {
        Task? previous;
        lock (_lock)
        {
            previous = _running;
        }

        if (previous is not null)
        {
            await previous.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        Task<ScanResult> fresh;
        lock (_lock)
        {
            // Whatever runs now began after the previous one had ended.
            fresh = RunningLocked();
        }

        return await fresh.WaitAsync(cancellationToken);
    }

    private Task<ScanResult> RunningLocked() => _running ??= RunAsync();

    /// <summary>Runs a scan; not cancelled when one caller leaves, because others wait too.</summary>
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
