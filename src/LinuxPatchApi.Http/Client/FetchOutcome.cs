namespace LinuxPatchApi.Http.Client;

/// <summary>How fetching a document ended.</summary>
public enum FetchOutcome
{
    /// <summary>Status 200, or any when the options permit it, with a complete body.</summary>
    Complete,

    /// <summary>The name has no address, or nothing listens there.</summary>
    NotReached,

    /// <summary>
    /// The server's certificate is for another host, not issued by the authorities, or revoked; or the server refused ours.
    /// </summary>
    TlsFailed,

    /// <summary>A status other than 200; redirects are not followed.</summary>
    WrongStatus,

    /// <summary>Not HTTP/1, or ambiguous framing.</summary>
    Malformed,

    /// <summary>More bytes than allowed.</summary>
    TooLarge,

    /// <summary>The connection ended before the body did.</summary>
    Truncated,

    /// <summary>Not complete within the deadline.</summary>
    TimedOut,
}
