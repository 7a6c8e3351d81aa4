namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>Whether a connection may come in.</summary>
public enum Admission
{
    /// <summary>It is registered.</summary>
    Admitted,

    /// <summary>Too many connections.</summary>
    TooManyConnections,

    /// <summary>Too many connections of its address.</summary>
    TooManyOfAddress,

    /// <summary>Too many handshakes in flight.</summary>
    TooManyHandshakes,

    /// <summary>Too many handshakes in flight of its address.</summary>
    TooManyHandshakesOfAddress,

    /// <summary>Its address begins handshakes too fast.</summary>
    TooFast,

    /// <summary>The server is ending.</summary>
    Ending,
}
