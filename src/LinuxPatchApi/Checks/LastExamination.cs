namespace LinuxPatchApi.Checks;

/// <summary>
/// Keeps the latest results of the checks that health does not make, because they call other services: for the metrics, which wait for
/// nobody. Nobody who scrapes, nothing is made: an idle host stays idle.
/// </summary>
internal sealed class LastExamination(CheckTable table, TimeProvider time)
{
    /// <summary>Age of results at which a scrape has them made anew. Origin: a quarter of an hour is soon enough for a person to be called;
    /// a scrape each minute must not keep polkit and the package database at work.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private Examination? _last;
    private long _lastAt;
    private bool _isRunning;

    /// <summary>Returns the last results, however old; null before the first. Has them made in the background when they are old.</summary>
    public Examination? Latest()
    {
        lock (_lock)
        {
            if (!_isRunning && (_last is null || time.GetElapsedTime(_lastAt) >= Period))
            {
                _isRunning = true;
                _ = RunAsync();
            }

            return _last;
        }
    }

    private async Task RunAsync()
    {
        // Leaves the lock first.
        await Task.Yield();
        try
        {
            var results = await table.ExamineOthersAsync(CancellationToken.None);
            lock (_lock)
            {
                (_last, _lastAt) = (new Examination(results, time.GetUtcNow()), time.GetTimestamp());
            }
        }
        finally
        {
            lock (_lock)
            {
                _isRunning = false;
            }
        }
    }
}

/// <param name="At">When it ended.</param>
internal sealed record Examination(IReadOnlyList<CheckResult> Results, DateTimeOffset At);
