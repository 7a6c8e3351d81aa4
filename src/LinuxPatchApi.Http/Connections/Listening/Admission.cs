namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>Whether a connection may come in.</summary>
public enum Admission
{
    /// <summary>It is registered.</summary>
    Admitted,

    /// <summary>Too many connections.</summary>
    TooManyConnections,

    /// <summary>Too many connections of its network: an IPv4 address, an IPv6 /64.</summary>
    TooManyOfAddress,

    /// <summary>Too many handshakes in flight.</summary>
    TooManyHandshakes,

    /// <summary>Too many handshakes in flight of its network.</summary>
    TooManyHandshakesOfAddress,

    /// <summary>Its network begins handshakes too fast.</summary>
    TooFast,

    /// <summary>Too many connections with its certificate; found out after the handshake.</summary>
    TooManyOfCertificate,

    /// <summary>The server is ending.</summary>
    Ending,
}
