namespace LinuxPatchApi.Access.Rates;

/// <summary>A token bucket as a value. Pure.</summary>
/// <param name="Tokens">At <paramref name="At"/>.</param>
internal readonly record struct TokenBucket(double Tokens, DateTimeOffset At)
{
    public static TokenBucket Full(int burst, DateTimeOffset now) => new(burst, now);

    /// <summary>Takes one token, or tells how long until there is one. A clock that goes back adds nothing and takes nothing.</summary>
    public (TokenBucket Next, TimeSpan? Wait) Take(int perMinute, int burst, DateTimeOffset now)
    {
        var elapsed = now > At ? (now - At).TotalMinutes : 0;
        var tokens = Math.Min(burst, Tokens + (elapsed * perMinute));
        return tokens >= 1
            ? (new TokenBucket(tokens - 1, now), null)
            : (new TokenBucket(tokens, now), TimeSpan.FromMinutes((1 - tokens) / perMinute));
    }
}
