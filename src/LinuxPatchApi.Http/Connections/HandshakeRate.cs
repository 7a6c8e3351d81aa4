using System.Net;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Connections;

/// <summary>Limits the handshake rate per address: one token bucket each, in a bounded table. Not thread-safe.</summary>
internal sealed class HandshakeRate(HttpLimits limits, TimeProvider time)
{
    private readonly Dictionary<object, Bucket> _buckets = [];

    /// <summary>Number of addresses tracked.</summary>
    public int Count => _buckets.Count;

    /// <summary>Takes a token; false when there is none.</summary>
    public bool TryTake(IPAddress address) => TryTake((object)PeerAddress.Network(address));

    /// <summary>Takes a token for a network or a known certificate.</summary>
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

    /// <summary>Takes further tokens, down to zero.</summary>
    public void Charge(object key, int tokens)
    {
        if (_buckets.TryGetValue(key, out var bucket))
        {
            _buckets[key] = bucket with { Tokens = Math.Max(0, bucket.Tokens - tokens) };
        }
    }

    private double Refilled(Bucket bucket, long now) => Math.Min(
        limits.HandshakeBurst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * limits.HandshakesPerSecondPerAddress));

    /// <summary>Removes full buckets, which equal unknown ones; if there are none, the fullest, which gives away the least.</summary>
    private void MakeSpace(long now)
    {
        var fullest = default(KeyValuePair<object, double>);
        foreach (var (key, bucket) in _buckets)
        {
            var tokens = Refilled(bucket, now);
            if (tokens >= limits.HandshakeBurst)
            {
                // Removing during enumeration is allowed.
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
