namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>What a connection is waiting for.</summary>
internal enum DeadlineKind
{
    /// <summary>Bytes of the peer: the pending read is cancelled, so that an answer can still be sent.</summary>
    Read,

    /// <summary>Room for our bytes, or the end of a handshake or of a lingering close: the connection is cut.</summary>
    Cut,
}
