using System.Net;
using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Access.Rates;

/// <summary>
/// Token buckets per certificate and per address, separate for reads and changes. A request needs a token from both: another address
/// does not help a certificate, nor another certificate an address. A refused request takes no token.
/// </summary>
internal sealed class RateLimiter(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly BucketTable _certificates = new();
    private readonly BucketTable _addresses = new();

    /// <summary>Entries in the larger of the two tables.</summary>
    public int Entries => Math.Max(_certificates.Count, _addresses.Count);

    /// <summary>Takes a token. Null when the request may proceed, else the time until it may.</summary>
    public TimeSpan? Take(RateLimitSettings rates, string fingerprint, IPAddress address, bool change) =>
        Take(rates, fingerprint, address, change, consume: true);

    /// <summary>Returns what <see cref="Take(RateLimitSettings, string, IPAddress, bool)"/> would, without taking a token.</summary>
    public TimeSpan? Wait(RateLimitSettings rates, string fingerprint, IPAddress address, bool change) =>
        Take(rates, fingerprint, address, change, consume: false);

    private TimeSpan? Take(RateLimitSettings rates, string fingerprint, IPAddress address, bool change, bool consume)
    {
        if (!rates.Enabled)
        {
            return null;
        }
        var rate = change
            ? Rate.Of(rates.DestructivePerMinute, rates.DestructiveBurst, time.TimestampFrequency)
            : Rate.Of(rates.ReadPerMinute, rates.ReadBurst, time.TimestampFrequency);
        lock (_lock)
        {
            // Read inside the lock: a time read before it may lie before one that another thread has used already.
            var now = time.GetTimestamp();
            var byCertificate = _certificates.Of(fingerprint);
            var byAddress = _addresses.Of(address);
            var wait = Math.Max(rate.Wait(byCertificate.FullAt(change), now), rate.Wait(byAddress.FullAt(change), now));
            if (wait > 0)
            {
                return time.GetElapsedTime(0, wait);
            }
            if (consume)
            {
                byCertificate.Take(change, rate, now);
                byAddress.Take(change, rate, now);
            }
            return null;
        }
    }
}
