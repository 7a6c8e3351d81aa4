using LinuxPatchApi.Api.Answers;

namespace LinuxPatchApi.Api.Handlers;

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

    /// <summary>The former answer, at once and in the thread of the caller, or that of <paramref name="look"/>, which runs in the thread pool.</summary>
    /// <param name="mark">Stands for all that would make another answer and costs nothing to know.</param>
    public async ValueTask<ApiAnswer> GetAsync(TMark mark, Func<CancellationToken, Task<ApiAnswer>> look, CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        var isFirst = Interlocked.Increment(ref _lookers) == 1;
        try
        {
            if (Volatile.Read(ref _last) is { } former && former.Mark.Equals(mark)
                && time.GetElapsedTime(former.At, at) < (isFirst ? goodFor : 2 * goodFor))
            {
                return former.Answer;
            }

            // Until here this may be the thread of all sockets (HttpServerOptions.IsQuick).
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var answer = await look(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _last, new Remembered(answer, at, mark));
            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref _lookers);
        }
    }

    /// <param name="At">The clock's timestamp before the looking began.</param>
    private sealed record Remembered(ApiAnswer Answer, long At, TMark Mark);
}
