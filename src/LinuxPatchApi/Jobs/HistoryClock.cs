namespace LinuxPatchApi.Jobs;

/// <summary>
/// The time by which the past is judged: no wall clock that jumps forward makes a job or its key too old. It counts the time that the
/// agent has seen passing since the newest record it found, and is never ahead of the wall clock.
/// </summary>
/// <param name="newest">The time of the newest record at the start; null when there is none.</param>
internal sealed class HistoryClock(DateTimeOffset? newest, TimeProvider time)
{
    private readonly DateTimeOffset _from = newest ?? time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();

    public DateTimeOffset Now()
    {
        var seen = _from + time.GetElapsedTime(_started);
        var wall = time.GetUtcNow();
        return wall < seen ? wall : seen;
    }
}
