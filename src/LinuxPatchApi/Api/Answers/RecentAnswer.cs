namespace LinuxPatchApi.Api.Answers;

/// <summary>
/// Caches one answer for a short time, while its mark stays the same. While one request computes a new answer, others may get the previous
/// one for twice as long: a burst at that moment must not compute it a hundred times. Thread-safe.
/// </summary>
/// <param name="maxAge">Largest age of a cached answer; twice that while a new one is being computed.</param>
internal sealed class RecentAnswer<TMark>(TimeProvider time, TimeSpan maxAge)
    where TMark : struct, IEquatable<TMark>
{
    private CachedAnswer? _last;
    private int _computing;

    /// <summary>Returns the cached answer; null when it is too old or its mark differs.</summary>
    /// <param name="mark">Changes with everything that affects the answer and is cheap to determine.</param>
    public ApiAnswer? Find(TMark mark) => Cached(mark, time.GetTimestamp(), maxAge);

    /// <summary>Returns the cached answer on the thread of the caller, or runs <paramref name="compute"/> in the thread pool.</summary>
    public async ValueTask<ApiAnswer> GetAsync(
        TMark mark, Func<CancellationToken, Task<ApiAnswer>> compute, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        var isFirst = Interlocked.Increment(ref _computing) == 1;
        try
        {
            if (Cached(mark, at, isFirst ? maxAge : 2 * maxAge) is { } cached)
            {
                return cached;
            }

            // Up to here this may run on the thread of all sockets (HttpServerOptions.IsQuick).
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var answer = await compute(cancellationToken);
            Volatile.Write(ref _last, new CachedAnswer(answer, at, mark));
            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref _computing);
        }
    }

    private ApiAnswer? Cached(TMark mark, long now, TimeSpan age) =>
        Volatile.Read(ref _last) is { } last && last.Mark.Equals(mark) && time.GetElapsedTime(last.At, now) < age ? last.Answer : null;

    /// <param name="At">Timestamp of the clock before the answer was computed.</param>
    private sealed record CachedAnswer(ApiAnswer Answer, long At, TMark Mark);
}
