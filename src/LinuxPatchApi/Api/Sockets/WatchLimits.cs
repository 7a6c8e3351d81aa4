namespace LinuxPatchApi.Api.Sockets;

/// <summary>Every limit of watching jobs, with its origin. Sizes and times of WebSockets themselves are in HttpLimits.</summary>
internal static class WatchLimits
{
    /// <summary>Total WebSockets. Origin: a manager holds one; each costs a connection of some 25 KB.</summary>
    public const int Sockets = 64;

    /// <summary>WebSockets of one certificate, so that a leaking client leaves some to the others.</summary>
    public const int SocketsPerClient = 8;

    /// <summary>Total event streams; a script opens one per job.</summary>
    public const int Streams = 64;

    /// <summary>Event streams of one certificate.</summary>
    public const int StreamsPerClient = 16;

    /// <summary>
    /// Jobs one WebSocket may subscribe to. Origin: the queue holds 100 (jobs.max_queue_depth); for more, a client subscribes to all.
    /// </summary>
    public const int Subscriptions = 128;

    /// <summary>
    /// Bytes of a stream written, apart from the last event, before its reader must have received them: a client that reconnects may get a
    /// thousand events and not read them. Origin: a TLS record; all streams together then hold 1 MB. A WebSocket holds one frame.
    /// </summary>
    public const int StreamPieceBytes = 16 * 1024;

    /// <summary>The shortest time between two progress frames on a WebSocket that has sent no frame. Origin: contract section 7.</summary>
    public static readonly TimeSpan QuietProgress = TimeSpan.FromSeconds(10);

    /// <summary>Time from the last end of a job until such a WebSocket is closed. Origin: contract section 7.</summary>
    public static readonly TimeSpan QuietClose = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Characters of the output in the last frame of a job; the oldest lines are left out. Origin: the end of a run with its errors;
    /// clients that limit messages to 64 KiB take it with every character escaped to three bytes.
    /// </summary>
    public const int OutputCharacters = 16 * 1024;

    /// <summary>Log lines written before a stream's reader must have received them. Origin: the bytes above, at 1 KiB a line.</summary>
    public const int LogLinesPerPiece = 16;

    /// <summary>Time between two comments on a silent event stream. Origin: HTML standard, "Server-sent events", section 9.2.7.</summary>
    public static readonly TimeSpan StreamKeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Time until a client whose stream ended reconnects. Origin: a restart of the agent takes about a second.</summary>
    public const int StreamRetryMilliseconds = 2000;

    /// <summary>Seconds that a client without a slot must wait. Origin: silent sockets and dead streams are closed by then.</summary>
    public const int RetryAfterSeconds = 30;
}
