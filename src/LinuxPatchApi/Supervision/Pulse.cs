namespace LinuxPatchApi.Supervision;

/// <summary>The heartbeat of a vital loop: a round must end within <paramref name="limit"/>. Waiting for work is no round, so an idle loop
/// is not woken for its pulse.</summary>
internal sealed class Pulse(string name, TimeSpan limit, TimeProvider time)
{
    /// <summary>A time stamp; 0 while it waits for work.</summary>
    private long _since;

    public string Name => name;

    /// <summary>False when a round takes too long.</summary>
    public bool IsAlive => Volatile.Read(ref _since) is var since && (since == 0 || time.GetElapsedTime(since) <= limit);

    /// <summary>A round begins, or ends.</summary>
    public void Work(bool isAtWork) => Volatile.Write(ref _since, isAtWork ? Math.Max(1, time.GetTimestamp()) : 0);
}
