namespace LinuxPatchApi.Tls.Revocation;

/// <summary>The verdict on a download. <paramref name="Reason"/> is a sentence on what was not taken from it; null when all was.</summary>
internal sealed record CrlDownload(CrlDownloadOutcome Outcome, string? Reason)
{
    /// <summary>What health says of it; null for nothing. A list that nobody has ever seen is not missed.</summary>
    public string? Told => Outcome == CrlDownloadOutcome.None ? null : Reason;

    public static CrlDownload Refused(string reason) => new(CrlDownloadOutcome.Refused, reason);
}

internal enum CrlDownloadOutcome
{
    /// <summary>At least one list is verified and newer than the one in force of its issuer.</summary>
    Newer,

    /// <summary>None is newer, and at least one is verified and equal to the one in force.</summary>
    Same,

    /// <summary>There is none, and there never was one: a manager may have none, so that nothing is wrong with what is in force.</summary>
    None,

    /// <summary>
    /// No list is of use: none at all where there was one, not signed by a trusted CA, issued in the future, or older than what is in
    /// force.
    /// </summary>
    Refused,
}
