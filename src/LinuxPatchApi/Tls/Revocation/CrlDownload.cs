namespace LinuxPatchApi.Tls.Revocation;

/// <summary>The verdict on a download. <paramref name="Reason"/> is a sentence on what was not taken from it; null when all was.</summary>
internal sealed record CrlDownload(CrlDownloadOutcome Outcome, string? Reason)
{
    public static CrlDownload Refused(string reason) => new(CrlDownloadOutcome.Refused, reason);
}

internal enum CrlDownloadOutcome
{
    /// <summary>At least one list is verified and newer than the one in force of its issuer.</summary>
    Newer,

    /// <summary>None is newer, and at least one is verified and equal to the one in force.</summary>
    Same,

    /// <summary>No list is of use: none at all, not signed by a trusted CA, issued in the future, or older than what is in force.</summary>
    Refused,
}
