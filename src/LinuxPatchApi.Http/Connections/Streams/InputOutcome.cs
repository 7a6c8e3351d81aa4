namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>How a read ended.</summary>
internal enum InputOutcome
{
    /// <summary>There are bytes not examined before.</summary>
    Data,

    /// <summary>The peer has closed its side; what is buffered is the rest.</summary>
    Ended,

    /// <summary>The deadline has expired.</summary>
    TimedOut,

    /// <summary>The server is draining and nothing of a request has arrived.</summary>
    Draining,
}
