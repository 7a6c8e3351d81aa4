using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Access.Rates;

/// <summary>Token buckets per certificate and address, separate for reads and changes, in a table that cannot grow without end.</summary>
internal sealed class RateLimiter(Func<RateLimitSettings> settings, TimeProvider time)
{
    /// <summary>Origin: sixteen times the 64 hosts that a manager asks at once; each entry is under 200 bytes.</summary>
    private const int MaxBuckets = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Fingerprint, string Address, bool Change), TokenBucket> _buckets = [];

    /// <summary>Null when the request may go on, else how long to wait.</summary>
    public TimeSpan? Take(string fingerprint, string address, bool change)
    {
        var rates = settings();
        if (!rates.Enabled)
        {
            return null;
        }

        var (perMinute, burst) = change ? (rates.DestructivePerMinute, rates.DestructiveBurst) : (rates.ReadPerMinute, rates.ReadBurst);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var key = (fingerprint, address, change);
            if (!_buckets.TryGetValue(key, out var bucket))
            {
                MakeRoom();
                bucket = TokenBucket.Full(burst, now);
            }

            var (next, wait) = bucket.Take(perMinute, burst, now);
            _buckets[key] = next;
            return wait;
        }
    }

    /// <summary>The one not used for longest goes: it is the fullest, so forgetting it gives the least away.</summary>
    private void MakeRoom()
    {
        if (_buckets.Count >= MaxBuckets)
        {
            _buckets.Remove(_buckets.MinBy(b => b.Value.At).Key);
        }
    }
}
