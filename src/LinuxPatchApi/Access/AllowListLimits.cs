namespace LinuxPatchApi.Access;

/// <summary>Bounds of the allow-list and the rhythm of name resolution.</summary>
internal static class AllowListLimits
{
    /// <summary>Entries in the file. Origin: what fits into the largest file that is read (256 KiB).</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Host names in the file. Origin: each is a DNS question every five minutes; more belong into a network entry.</summary>
    public const int MaxHostNames = 256;

    /// <summary>Addresses taken from one DNS answer. Origin: more than any real host has; a poisoned answer must not fill memory.</summary>
    public const int MaxAddressesPerName = 64;

    /// <summary>Between two resolutions of all host names. Origin: a usual lifetime of DNS records.</summary>
    public static readonly TimeSpan ResolveInterval = TimeSpan.FromSeconds(300);

    /// <summary>For one name. Origin: resolv.conf(5) defaults, 5 s and 2 attempts.</summary>
    public static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(10);
}
