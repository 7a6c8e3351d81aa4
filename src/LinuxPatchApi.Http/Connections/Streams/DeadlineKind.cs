namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>What a connection waits for.</summary>
internal enum DeadlineKind
{
    /// <summary>Bytes from the peer: the pending read is cancelled, so that a response can still be sent.</summary>
    Read,

    /// <summary>Room to send, or the end of a handshake or lingering close: the connection is cut.</summary>
    Cut,
}
