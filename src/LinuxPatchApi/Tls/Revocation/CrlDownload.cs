namespace LinuxPatchApi.Tls.Revocation;

/// <summary>The verdict on a download. <paramref name="Reason"/> is a sentence, null unless it was refused.</summary>
internal sealed record CrlDownload(CrlDownloadOutcome Outcome, string? Reason)
{
    public static readonly CrlDownload Newer = new(CrlDownloadOutcome.Newer, null);

    public static readonly CrlDownload Same = new(CrlDownloadOutcome.Same, null);

    public static CrlDownload Refused(string reason) => new(CrlDownloadOutcome.Refused, reason);
}

internal enum CrlDownloadOutcome
{
    /// <summary>Verified, and newer than the list in force of at least one issuer.</summary>
    Newer,

    /// <summary>Verified, and equal to what is in force.</summary>
    Same,

    /// <summary>Not a list, not signed by a trusted CA, issued in the future, or older than what is in force.</summary>
    Refused,
}
