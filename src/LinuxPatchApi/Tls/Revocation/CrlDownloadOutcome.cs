namespace LinuxPatchApi.Tls.Revocation;

internal enum CrlDownloadOutcome
{
    /// <summary>Verified, and newer than what is in force for at least one issuer.</summary>
    Newer,

    /// <summary>Verified, and what is in force already.</summary>
    Same,

    /// <summary>Not a list, not signed by a CA of ours, from the future, or older than what is in force.</summary>
    Refused,
}
