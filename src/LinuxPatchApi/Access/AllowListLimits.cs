namespace LinuxPatchApi.Access;

/// <summary>Limits of the allow-list and of name resolution.</summary>
internal static class AllowListLimits
{
    /// <summary>Entries in the file. Origin: what fits into the largest file the agent reads (256 KiB).</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Host names in the file. Origin: each costs a DNS query every few minutes; more belong in a network entry.</summary>
    public const int MaxHostNames = 256;

    /// <summary>Addresses kept of one DNS answer. Origin: more than any real host has; a poisoned answer must not fill memory.</summary>
    public const int MaxAddressesPerName = 64;

    /// <summary>Name servers queried for TTLs. Origin: MAXNS of resolv.conf(5).</summary>
    public const int MaxNameServers = 3;

    /// <summary>Bytes of /etc/resolv.conf. Origin: generated files have a few hundred.</summary>
    public const int MaxResolvConfBytes = 64 * 1024;

    /// <summary>Datagrams read while waiting for the answer of one server; stray ones are dropped. Origin: a late answer or two.</summary>
    public const int MaxStrayAnswers = 4;

    /// <summary>Time until a name without a known TTL is resolved again. Origin: a usual TTL of DNS records.</summary>
    public static readonly TimeSpan ResolveInterval = TimeSpan.FromSeconds(300);

    /// <summary>
    /// Shortest TTL honoured, and the time until a failed name is resolved again. Origin: the usual floor of resolvers; names that
    /// change faster are load-balanced, and their addresses return.
    /// </summary>
    public static readonly TimeSpan MinLifetime = TimeSpan.FromSeconds(30);

    /// <summary>Longest TTL honoured: an address removed from DNS may connect for at most this long. Origin: an hour of work.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(1);

    /// <summary>
    /// Time for which the last addresses of a name are allowed after DNS has said that the name has none. Origin: as
    /// <see cref="MaxLifetime"/>; a record that a deployment deletes and makes again is back by then.
    /// </summary>
    public static readonly TimeSpan GoneLifetime = TimeSpan.FromHours(1);

    /// <summary>Time for one query to one name server. Origin: cached answers come within milliseconds, and a TTL is optional.</summary>
    public static readonly TimeSpan NameServerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Time to resolve one name. Origin: resolv.conf(5) defaults, 5 s and 2 attempts.</summary>
    public static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(10);
}
