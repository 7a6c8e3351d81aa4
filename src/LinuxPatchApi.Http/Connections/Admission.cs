namespace LinuxPatchApi.Http.Connections;

/// <summary>Whether a connection is admitted.</summary>
public enum Admission
{
    /// <summary>The connection is registered.</summary>
    Admitted,

    /// <summary>Too many connections.</summary>
    TooManyConnections,

    /// <summary>Too many connections from its network: an IPv4 address, an IPv6 /64.</summary>
    TooManyOfAddress,

    /// <summary>Too many handshakes in flight.</summary>
    TooManyHandshakes,

    /// <summary>Too many handshakes in flight from its network.</summary>
    TooManyHandshakesOfAddress,

    /// <summary>Its network starts handshakes too fast.</summary>
    TooFast,

    /// <summary>Too many connections with its certificate; detected after the handshake.</summary>
    TooManyOfCertificate,

    /// <summary>The server is shutting down.</summary>
    Ending,
}
