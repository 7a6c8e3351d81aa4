namespace LinuxPatchApi.Metrics;

/// <summary>Requests that were answered since the start, by the first digit of their status. Thread-safe.</summary>
internal sealed class RequestCounts
{
    private readonly long[] _classes = new long[6];
    private long _limited;

    /// <summary>Answered with 429 because of their rate.</summary>
    public long Limited => Interlocked.Read(ref _limited);

    /// <param name="status">Zero: the client went before its answer.</param>
    /// <param name="isLimited">Refused because of its rate.</param>
    public void Add(int status, bool isLimited)
    {
        Interlocked.Increment(ref _classes[status / 100]);
        if (isLimited)
        {
            Interlocked.Increment(ref _limited);
        }
    }

    /// <param name="first">First digit, 1 to 5; 0: without an answer.</param>
    public long Of(int first) => Interlocked.Read(ref _classes[first]);
}
