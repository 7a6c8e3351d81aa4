namespace LinuxPatchApi.Metrics;

/// <summary>Counts of answered requests since the start, by the first digit of the status. Thread-safe.</summary>
internal sealed class RequestCounts
{
    private readonly long[] _classes = new long[6];
    private long _limited;

    /// <summary>Requests answered with 429 by the rate limit.</summary>
    public long Limited => Interlocked.Read(ref _limited);

    /// <param name="status">The HTTP status; zero when the client disconnected before the answer.</param>
    /// <param name="isLimited">Refused by the rate limit.</param>
    public void Add(int status, bool isLimited)
    {
        Interlocked.Increment(ref _classes[status / 100]);
        if (isLimited)
        {
            Interlocked.Increment(ref _limited);
        }
    }

    /// <param name="first">First digit, 1 to 5; 0 for requests without an answer.</param>
    public long Of(int first) => Interlocked.Read(ref _classes[first]);
}
