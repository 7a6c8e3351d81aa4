namespace LinuxPatchApi.Access.Rates;

/// <summary>
/// Buckets by client, at most <see cref="RateLimits.MaxEntries"/>. Not thread-safe. A full table evicts the entry that owes least:
/// usually one that is full again, which equals no entry. A client that wanted its own debt evicted would first have to make all others
/// owe more, which costs more requests than it gains.
/// </summary>
internal sealed class BucketTable
{
    private readonly Dictionary<object, Buckets> _entries = [];

    public int Count => _entries.Count;

    /// <summary>Returns the client's buckets; full ones for a new client.</summary>
    public Buckets Of(object client)
    {
        if (!_entries.TryGetValue(client, out var buckets))
        {
            if (_entries.Count >= RateLimits.MaxEntries)
            {
                _entries.Remove(LeastOwing());
            }
            _entries.Add(client, buckets = new Buckets());
        }
        return buckets;
    }

    private object LeastOwing()
    {
        object? least = null;
        long until = 0;
        foreach ((var client, var buckets) in _entries)
        {
            var fullAt = Math.Max(buckets.ReadsFullAt, buckets.ChangesFullAt);
            if (least is null || fullAt < until)
            {
                (least, until) = (client, fullAt);
            }
        }
        return least!;
    }

    /// <summary>When each bucket of a client is full again, in clock ticks. A time in the past means it is full.</summary>
    internal sealed class Buckets
    {
        public long ReadsFullAt { get; set; } = long.MinValue / 2;

        public long ChangesFullAt { get; set; } = long.MinValue / 2;

        public long FullAt(bool change) => change ? ChangesFullAt : ReadsFullAt;

        public void Take(bool change, in Rate rate, long now)
        {
            if (change)
            {
                ChangesFullAt = rate.Take(ChangesFullAt, now);
            }
            else
            {
                ReadsFullAt = rate.Take(ReadsFullAt, now);
            }
        }
    }
}
