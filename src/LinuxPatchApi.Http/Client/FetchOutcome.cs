namespace LinuxPatchApi.Http.Client;

/// <summary>How fetching a document ended.</summary>
public enum FetchOutcome
{
    /// <summary>Status 200, and the whole body is there.</summary>
    Complete,

    /// <summary>The name has no address, or nobody listens there.</summary>
    NotReached,

    /// <summary>The certificate of the other end is not for this host, not of the authorities, or revoked; or it refused ours.</summary>
    TlsFailed,

    /// <summary>Another status than 200; redirects are not followed.</summary>
    WrongStatus,

    /// <summary>Not HTTP/1, or with a framing that two readers could take differently.</summary>
    Malformed,

    /// <summary>More bytes than were allowed.</summary>
    TooLarge,

    /// <summary>The connection ended before the body did.</summary>
    Truncated,

    /// <summary>Not complete within the deadline.</summary>
    TimedOut,
}
