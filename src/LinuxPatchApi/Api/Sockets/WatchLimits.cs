namespace LinuxPatchApi.Api.Sockets;

/// <summary>Every number about watching jobs, with its origin. Sizes and times of a WebSocket itself are in HttpLimits.</summary>
internal static class WatchLimits
{
    /// <summary>WebSockets in all. Origin: a manager holds one; each costs a connection of some 25 KB.</summary>
    public const int Sockets = 64;

    /// <summary>WebSockets of one certificate, so that one client's leak leaves room for the others.</summary>
    public const int SocketsPerClient = 8;

    /// <summary>Event streams in all; a script opens one a job.</summary>
    public const int Streams = 64;

    /// <summary>Event streams of one certificate.</summary>
    public const int StreamsPerClient = 16;

    /// <summary>Jobs that one WebSocket chooses. Origin: the queue holds 100 (jobs.max_queue_depth); who wants more hears all.</summary>
    public const int Subscriptions = 128;

    /// <summary>Bytes that are written of a stream, but for the last event, before its reader has taken what was written: a thousand events may be
    /// told to one that comes back, and it need not read. Origin: a TLS record; streams in all hold 1 MB then. What a WebSocket holds is one frame.</summary>
    public const int StreamPieceBytes = 16 * 1024;

    /// <summary>From comment to comment of a silent event stream: HTML standard, "Server-sent events", section 9.2.7.</summary>
    public static readonly TimeSpan StreamKeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>When a client whose stream ended comes back. Origin: a restart of the agent takes about a second.</summary>
    public const int StreamRetryMilliseconds = 2000;

    /// <summary>Seconds a client without a place is told to wait. Origin: silent sockets and dead streams are gone by then.</summary>
    public const int RetryAfterSeconds = 30;
}
