namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>How a read ended.</summary>
internal enum InputOutcome
{
    /// <summary>Bytes are there that were not examined before.</summary>
    Data,

    /// <summary>The peer has closed its side; what is buffered is all there will be.</summary>
    Ended,

    /// <summary>Too slow.</summary>
    TimedOut,

    /// <summary>The server is draining and nothing of a request has arrived.</summary>
    Draining,
}
