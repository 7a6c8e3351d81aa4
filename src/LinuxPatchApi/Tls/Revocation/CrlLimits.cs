namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Bounds on revocation lists and their files.</summary>
internal static class CrlLimits
{
    /// <summary>Bytes of a file or download of lists. Origin: about 200 000 revoked certificates at 40 bytes each.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Revoked certificates in one list. Origin: as many entries with 16-byte serial numbers as fit into the size above.</summary>
    public const int MaxEntries = 250_000;

    /// <summary>Lists in one file. Origin: one for each CA of a bundle, which holds a few, and some for the places of each.</summary>
    public const int MaxListsInFile = 64;

    /// <summary>
    /// Bytes of a serial number in a list. Origin: RFC 5280 section 4.1.2.2 allows 20; older CAs have issued longer ones.
    /// </summary>
    public const int MaxSerialBytes = 64;

    /// <summary>How far in the future a list may have been issued. Origin: clocks without a time service are a few minutes off.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>True when a list was issued further in the future than clocks differ.</summary>
    public static bool IsToCome(DateTimeOffset thisUpdate, DateTimeOffset now) => thisUpdate - ClockTolerance > now;
}
