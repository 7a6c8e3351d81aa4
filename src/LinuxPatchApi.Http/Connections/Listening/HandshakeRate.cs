using System.Net;

namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>Handshakes that an address may still begin: one token bucket each, in a table that cannot grow without end. Not thread-safe.</summary>
internal sealed class HandshakeRate(HttpLimits limits, TimeProvider time)
{
    private readonly Dictionary<object, Bucket> _buckets = [];

    /// <summary>Addresses that are remembered now.</summary>
    public int Count => _buckets.Count;

    /// <summary>Takes a token; false when there is none.</summary>
    public bool TryTake(IPAddress address) => TryTake((object)PeerAddress.Network(address));

    /// <summary>The same for a network, or a certificate that is known.</summary>
    public bool TryTake(object key)
    {
        var now = time.GetTimestamp();
        var isKnown = _buckets.TryGetValue(key, out var bucket);
        var tokens = isKnown ? Refilled(bucket, now) : limits.HandshakeBurst;
        if (tokens < 1)
        {
            return false;
        }
        if (!isKnown && _buckets.Count >= limits.HandshakeRateAddresses)
        {
            MakeSpace(now);
        }
        _buckets[key] = new Bucket(tokens - 1, now);
        return true;
    }

    /// <summary>Takes more, as far as there is.</summary>
    public void Charge(object key, int tokens)
    {
        if (_buckets.TryGetValue(key, out var bucket))
        {
            _buckets[key] = bucket with { Tokens = Math.Max(0, bucket.Tokens - tokens) };
        }
    }

    private double Refilled(Bucket bucket, long now) => Math.Min(
        limits.HandshakeBurst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * limits.HandshakesPerSecondPerAddress));

    /// <summary>Forgets the full ones, which are as good as unknown; if there is none, the fullest, which gives the least away.</summary>
    private void MakeSpace(long now)
    {
        var fullest = default(KeyValuePair<object, double>);
        foreach (var (key, bucket) in _buckets)
        {
            var tokens = Refilled(bucket, now);
            if (tokens >= limits.HandshakeBurst)
            {
                // Removing while walking is allowed.
                _buckets.Remove(key);
            }
            else if (fullest.Key is null || tokens > fullest.Value)
            {
                fullest = new(key, tokens);
            }
        }
        if (_buckets.Count >= limits.HandshakeRateAddresses)
        {
            _buckets.Remove(fullest.Key!);
        }
    }

    private readonly record struct Bucket(double Tokens, long At);
}
