using System.Net;
using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Access.Rates;

/// <summary>
/// Token buckets for each certificate and for each address, separate for reads and changes. A request needs a token of both: another
/// address does not help a certificate, nor another certificate an address. A request that is refused takes none.
/// </summary>
internal sealed class RateLimiter(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly BucketTable _certificates = new();
    private readonly BucketTable _addresses = new();

    /// <summary>Entries in the larger of the two tables.</summary>
    public int Entries => Math.Max(_certificates.Count, _addresses.Count);

    /// <summary>Null when the request may go on, else how long to wait.</summary>
    public TimeSpan? Take(RateLimitSettings rates, string fingerprint, IPAddress address, bool change) => Take(rates, fingerprint, address, change, isTaken: true);

    /// <summary>As <see cref="Take(RateLimitSettings, string, IPAddress, bool)"/>, and takes nothing.</summary>
    public TimeSpan? Wait(RateLimitSettings rates, string fingerprint, IPAddress address, bool change) => Take(rates, fingerprint, address, change, isTaken: false);

    private TimeSpan? Take(RateLimitSettings rates, string fingerprint, IPAddress address, bool change, bool isTaken)
    {
        if (!rates.Enabled)
        {
            return null;
        }
        Rate rate = change
            ? Rate.Of(rates.DestructivePerMinute, rates.DestructiveBurst, time.TimestampFrequency)
            : Rate.Of(rates.ReadPerMinute, rates.ReadBurst, time.TimestampFrequency);
        lock (_lock)
        {
            // Inside of the lock: a time that was read before another thread's would be one that has passed.
            var now = time.GetTimestamp();
            BucketTable.Buckets byCertificate = _certificates.Of(fingerprint);
            BucketTable.Buckets byAddress = _addresses.Of(address);
            var wait = Math.Max(rate.Wait(byCertificate.FullAt(change), now), rate.Wait(byAddress.FullAt(change), now));
            if (wait > 0)
            {
                return time.GetElapsedTime(0, wait);
            }
            if (isTaken)
            {
                byCertificate.Take(change, rate, now);
                byAddress.Take(change, rate, now);
            }
            return null;
        }
    }
}
