namespace LinuxPatchApi.Access.Rates;

/// <summary>Bounds of the rate limiter itself; the rates are settings.</summary>
internal static class RateLimits
{
    /// <summary>
    /// Certificates, and as many addresses, whose buckets are not full. Origin: sixteen times the 64 hosts that a manager asks at once; an
    /// entry is under 200 bytes.
    /// </summary>
    public const int MaxEntries = 1024;
}
