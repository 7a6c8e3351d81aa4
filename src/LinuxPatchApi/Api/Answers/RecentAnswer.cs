namespace LinuxPatchApi.Api.Answers;

/// <summary>
/// An answer that is given again for a while, as long as what its mark stands for is the same. While one request finds out anew, the others may
/// still have the former answer for as long again: a burst that comes in that moment must not look a hundred times. Thread-safe.
/// </summary>
/// <param name="goodFor">How old an answer may be; twice that while somebody is looking.</param>
internal sealed class RecentAnswer<TMark>(TimeProvider time, TimeSpan goodFor)
    where TMark : struct, IEquatable<TMark>
{
    private Remembered? _last;
    private int _lookers;

    /// <summary>The former answer, when nobody need look; else null.</summary>
    /// <param name="mark">Stands for all that would make another answer and costs nothing to know.</param>
    public ApiAnswer? Find(TMark mark) => Former(mark, time.GetTimestamp(), goodFor);

    /// <summary>The former answer, at once and in the thread of the caller, or that of <paramref name="look"/>, which runs in the thread pool.</summary>
    public async ValueTask<ApiAnswer> GetAsync(TMark mark, Func<CancellationToken, Task<ApiAnswer>> look, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        var isFirst = Interlocked.Increment(ref _lookers) == 1;
        try
        {
            if (Former(mark, at, isFirst ? goodFor : 2 * goodFor) is { } former)
            {
                return former;
            }

            // Until here this may be the thread of all sockets (HttpServerOptions.IsQuick).
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var answer = await look(cancellationToken);
            Volatile.Write(ref _last, new Remembered(answer, at, mark));
            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref _lookers);
        }
    }

    private ApiAnswer? Former(TMark mark, long now, TimeSpan patience) =>
        Volatile.Read(ref _last) is { } former && former.Mark.Equals(mark) && time.GetElapsedTime(former.At, now) < patience ? former.Answer : null;

    /// <param name="At">The clock's timestamp before the looking began.</param>
    private sealed record Remembered(ApiAnswer Answer, long At, TMark Mark);
}
