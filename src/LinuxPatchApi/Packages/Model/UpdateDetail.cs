namespace LinuxPatchApi.Packages.Model;

/// <summary>What the distribution says of an update: advisory or changelog.</summary>
/// <param name="Restart">none, application, session or system.</param>
/// <param name="PublishedAt">Null when the distribution gives no date.</param>
internal sealed record UpdateDetail(
    string Id,
    string Text,
    string Changelog,
    IReadOnlyList<string> AdvisoryUrls,
    IReadOnlyList<string> BugUrls,
    IReadOnlyList<string> CveUrls,
    string Restart,
    DateTimeOffset? PublishedAt);
