namespace LinuxPatchApi.Access;

/// <summary>Bounds of the allow-list and the rhythm of name resolution.</summary>
internal static class AllowListLimits
{
    /// <summary>Entries in the file. Origin: what fits into the largest file that is read (256 KiB).</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Host names in the file. Origin: each is a DNS question every few minutes; more belong into a network entry.</summary>
    public const int MaxHostNames = 256;

    /// <summary>Addresses taken from one DNS answer. Origin: more than any real host has; a poisoned answer must not fill memory.</summary>
    public const int MaxAddressesPerName = 64;

    /// <summary>Name servers that are asked for lifetimes. Origin: MAXNS of resolv.conf(5).</summary>
    public const int MaxNameServers = 3;

    /// <summary>Bytes of /etc/resolv.conf. Origin: generated ones have some hundred.</summary>
    public const int MaxResolvConfBytes = 64 * 1024;

    /// <summary>Answers to other questions that are read and dropped before a server is given up. Origin: a late one or two.</summary>
    public const int MaxStrayAnswers = 4;

    /// <summary>Until a name whose lifetime nobody tells is resolved again. Origin: a usual lifetime of DNS records.</summary>
    public static readonly TimeSpan ResolveInterval = TimeSpan.FromSeconds(300);

    /// <summary>
    /// The shortest lifetime that is believed, and until a failed question is asked again. Origin: resolvers' usual floor; names that
    /// change faster are balanced ones, whose peers come back.
    /// </summary>
    public static readonly TimeSpan MinLifetime = TimeSpan.FromSeconds(30);

    /// <summary>The longest lifetime that is believed: an address taken out of DNS is let in at most so long. Origin: an hour of work.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(1);

    /// <summary>For one question to one name server. Origin: answers out of a cache come in milliseconds, and this one can be done without.</summary>
    public static readonly TimeSpan NameServerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>For one name. Origin: resolv.conf(5) defaults, 5 s and 2 attempts.</summary>
    public static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(10);
}
