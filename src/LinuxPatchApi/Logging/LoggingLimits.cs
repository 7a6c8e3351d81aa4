namespace LinuxPatchApi.Logging;

/// <summary>Bounds of logging: it must never hold up the work that it tells of.</summary>
internal static class LoggingLimits
{
    /// <summary>Messages waiting for standard error. Origin: a burst of a second at debug level, twice.</summary>
    public const int ConsoleQueue = 2500;

    /// <summary>Bytes of them. Origin: as <see cref="JournalQueueBytes"/>.</summary>
    public const long ConsoleQueueBytes = JournalQueueBytes;

    /// <summary>Messages waiting for the journal. Origin: as <see cref="ConsoleQueue"/>.</summary>
    public const int JournalQueue = 2500;

    /// <summary>Bytes of them. Origin: so many of the usual 200 bytes, twice; or a hundred of the longest.</summary>
    public const long JournalQueueBytes = 1024 * 1024;

    /// <summary>Characters of a message, before escaping. Origin: twenty texts of a peer at their longest, or a stack trace of a hundred frames.</summary>
    public const int LongestMessage = 10 * 1024;

    /// <summary>Messages waiting for the syslog server. Origin: a burst of a second at debug level; about 200 KB.</summary>
    public const int SyslogQueue = 1024;

    /// <summary>Bytes of a message over UDP. Origin: what RFC 5424 section 6.1 says every receiver should take.</summary>
    public const int MaxUdpMessage = 2048;

    /// <summary>Bytes of a message over TCP. Origin: the default limit of rsyslog ($MaxMessageSize).</summary>
    public const int MaxTcpMessage = 8192;

    /// <summary>For a connection to the syslog server. Origin: a round trip anywhere is below a second, with two repeated SYNs.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Between two attempts to reach the syslog server. Origin: once for every connection timeout, idle otherwise.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    /// <summary>For what still waits at shutdown. Origin: well below systemd's stop time-out.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);
}
