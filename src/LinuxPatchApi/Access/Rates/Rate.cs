namespace LinuxPatchApi.Access.Rates;

/// <summary>
/// A token bucket's rule. Its state is one number: when it will be full again (the generic cell rate algorithm of ITU-T I.371, which is the
/// token bucket told in time). All in ticks of a monotonic clock, so that nothing is rounded and no change of the date matters. Pure.
/// </summary>
/// <param name="Interval">Ticks until one token comes.</param>
/// <param name="Burst">Tokens that a full bucket has.</param>
internal readonly record struct Rate(long Interval, int Burst)
{
    /// <param name="perMinute">Tokens a minute.</param>
    /// <param name="burst">Tokens that a full bucket has.</param>
    /// <param name="frequency">Ticks a second.</param>
    public static Rate Of(int perMinute, int burst, long frequency) => new(((60 * frequency) + perMinute - 1) / perMinute, burst);

    /// <summary>Ticks until there is a token; 0 when there is one.</summary>
    public long Wait(long fullAt, long now) => Math.Max(0, Debt(fullAt, now) - (Interval * (Burst - 1)));

    /// <summary>When the bucket will be full after one more token was taken.</summary>
    public long Take(long fullAt, long now) => now + Debt(fullAt, now) + Interval;

    /// <summary>Never more than an empty bucket: what was owed under a slower rate is not owed under this one.</summary>
    private long Debt(long fullAt, long now) => Math.Clamp(fullAt - now, 0, Interval * Burst);
}
