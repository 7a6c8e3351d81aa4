namespace LinuxPatchApi.Access.Rates;

/// <summary>Limits of the rate limiter itself; the rates are settings.</summary>
internal static class RateLimits
{
    /// <summary>
    /// Entries in each of the tables of certificates and of addresses. Origin: sixteen times the 64 hosts that a manager queries at once;
    /// an entry is under 200 bytes.
    /// </summary>
    public const int MaxEntries = 1024;
}
