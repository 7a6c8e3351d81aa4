namespace LinuxPatchApi.Supervision;

/// <summary>
/// The heartbeat of a vital loop: each round must end within <paramref name="limit"/>. Waiting for work is not a round, so an idle loop
/// never wakes up for its heartbeat.
/// </summary>
internal sealed class Pulse(string name, TimeSpan limit, TimeProvider time)
{
    /// <summary>When the current round began; 0 while the loop waits for work.</summary>
    private long _since;

    public string Name => name;

    /// <summary>False when the current round has exceeded the limit.</summary>
    public bool IsAlive => Volatile.Read(ref _since) is var since && (since == 0 || time.GetElapsedTime(since) <= limit);

    /// <summary>Marks the beginning or the end of a round.</summary>
    public void Work(bool isAtWork) => Volatile.Write(ref _since, isAtWork ? Math.Max(1, time.GetTimestamp()) : 0);
}
