namespace LinuxPatchApi.Tls;

/// <summary>State of the revocation list, by the words of health's <c>crl_status</c>.</summary>
internal enum CrlStatus
{
    /// <summary>Signed by the CA and its next update is not due.</summary>
    Valid,

    /// <summary>Signed by the CA, but its next update is overdue: later revocations are not known.</summary>
    Expired,

    /// <summary>There is no file.</summary>
    Missing,

    /// <summary>The file is no list, or its signature is not of the CA; and there was no good one before.</summary>
    Invalid,

    /// <summary>
    /// The file on disk is missing, invalid or older, or what was downloaded is; the last good list stays in use.
    /// </summary>
    Degraded,
}
