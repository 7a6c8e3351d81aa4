namespace LinuxPatchApi.Tls.Revocation;

/// <summary>What a downloaded list is worth. <paramref name="Reason"/> is null unless it is refused.</summary>
internal sealed record CrlDownload(CrlDownloadOutcome Outcome, string? Reason)
{
    public static readonly CrlDownload Newer = new(CrlDownloadOutcome.Newer, null);

    public static readonly CrlDownload Same = new(CrlDownloadOutcome.Same, null);

    public static CrlDownload Refused(string reason) => new(CrlDownloadOutcome.Refused, reason);
}
