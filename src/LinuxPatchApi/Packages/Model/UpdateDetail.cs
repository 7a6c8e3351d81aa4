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
    DateTimeOffset? PublishedAt)
{
    /// <summary>Asked for, and the distribution says nothing of the update: dnf has no row for one without an advisory.</summary>
    public static UpdateDetail None(string id) => new(id, "", "", [], [], [], "none", null) { IsNone = true };

    /// <summary>The answer itself was that there is nothing, which is known then; not an answer that could not be had.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsNone { get; private init; }
}
