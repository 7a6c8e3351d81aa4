namespace LinuxPatchApi.Access.Rates;

/// <summary>
/// The rate of a token bucket. The state of a bucket is one number: when it is full again (the generic cell rate algorithm of ITU-T I.371,
/// a token bucket expressed in time). All in ticks of a monotonic clock: nothing is rounded, and setting the clock has no effect. Pure.
/// </summary>
/// <param name="Interval">Ticks per token.</param>
/// <param name="Burst">Tokens in a full bucket.</param>
internal readonly record struct Rate(long Interval, int Burst)
{
    /// <param name="perMinute">Tokens per minute.</param>
    /// <param name="burst">Tokens in a full bucket.</param>
    /// <param name="frequency">Ticks per second.</param>
    public static Rate Of(int perMinute, int burst, long frequency) => new(((60 * frequency) + perMinute - 1) / perMinute, burst);

    /// <summary>Ticks until a token is available; 0 when one is.</summary>
    public long Wait(long fullAt, long now) => Math.Max(0, Debt(fullAt, now) - (Interval * (Burst - 1)));

    /// <summary>Returns when the bucket is full again after one more token is taken.</summary>
    public long Take(long fullAt, long now) => now + Debt(fullAt, now) + Interval;

    /// <summary>Ticks owed, at most those of an empty bucket: debt from a slower rate beyond that is dropped.</summary>
    private long Debt(long fullAt, long now) => Math.Clamp(fullAt - now, 0, Interval * Burst);
}
