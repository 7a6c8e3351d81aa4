namespace LinuxPatchApi.Access.Rates;

/// <summary>
/// Buckets by client, at most <see cref="RateLimits.MaxEntries"/>. Not safe for several threads. When there is no room the entry goes that
/// owes least: mostly one that is full again, which is the same as none. Whoever wants his own forgotten would have to make all the others
/// owe more first, which costs more requests than it brings.
/// </summary>
internal sealed class BucketTable
{
    private readonly Dictionary<object, Buckets> _entries = [];

    public int Count => _entries.Count;

    /// <summary>The client's buckets; full ones when it is new.</summary>
    public Buckets Of(object client)
    {
        if (!_entries.TryGetValue(client, out Buckets? buckets))
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
        foreach ((var client, Buckets buckets) in _entries)
        {
            var fullAt = Math.Max(buckets.ReadsFullAt, buckets.ChangesFullAt);
            if (least is null || fullAt < until)
            {
                (least, until) = (client, fullAt);
            }
        }
        return least!;
    }

    /// <summary>When each bucket of a client will be full; the past means that it is.</summary>
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
