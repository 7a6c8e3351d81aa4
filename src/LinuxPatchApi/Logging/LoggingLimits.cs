namespace LinuxPatchApi.Logging;

/// <summary>Bounds on logging, which must never hold up the work that it reports on.</summary>
internal static class LoggingLimits
{
    /// <summary>Messages queued for standard error. Origin: twice a burst of one second at debug level.</summary>
    public const int ConsoleQueue = 2500;

    /// <summary>Bytes of these messages. Origin: as <see cref="JournalQueueBytes"/>.</summary>
    public const long ConsoleQueueBytes = JournalQueueBytes;

    /// <summary>Messages queued for the journal. Origin: as <see cref="ConsoleQueue"/>.</summary>
    public const int JournalQueue = 2500;

    /// <summary>Bytes of these messages. Origin: twice as many of the usual 200 bytes, or a hundred of the longest.</summary>
    public const long JournalQueueBytes = 1024 * 1024;

    /// <summary>
    /// Characters of a message before escaping. Origin: twenty of a peer's longest texts, or a stack trace of a hundred frames.
    /// </summary>
    public const int LongestMessage = 10 * 1024;

    /// <summary>Messages queued for the syslog server. Origin: a burst of one second at debug level; about 200 KB.</summary>
    public const int SyslogQueue = 1024;

    /// <summary>Bytes of a message over UDP. Origin: what every receiver should accept by RFC 5424 section 6.1.</summary>
    public const int MaxUdpMessage = 2048;

    /// <summary>Bytes of a message over TCP. Origin: the default limit of rsyslog ($MaxMessageSize).</summary>
    public const int MaxTcpMessage = 8192;

    /// <summary>
    /// Time for a connection to the syslog server. Origin: any round trip takes less than a second, even with two repeated SYNs.
    /// </summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Between two attempts to reach the syslog server. Origin: twice the connection timeout, so that half of the time is idle.
    /// </summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    /// <summary>Time for sending what is still queued at shutdown. Origin: well below systemd's stop timeout.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);
}
