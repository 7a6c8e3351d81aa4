namespace LinuxPatchApi.Packages.Model;

/// <summary>The distribution's advisory or changelog of an update.</summary>
/// <param name="Restart">What the update asks to restart: none, application, session or system.</param>
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
    /// <summary>Returns the detail of an update about which the distribution has nothing: dnf has no row without an advisory.</summary>
    public static UpdateDetail None(string id) => new(id, "", "", [], [], [], "none", null) { IsNone = true };

    /// <summary>Returns the detail of an update about which nothing was answered; it is queried again later.</summary>
    public static UpdateDetail Unanswered(string id) => None(id) with { IsNone = false };

    /// <summary>True when the answer was that there is nothing; false for a detail that could not be fetched.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsNone { get; private init; }

    /// <summary>True for an answer without content: the detail is then unknown, and is fetched again.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Text.Length == 0 && Changelog.Length == 0 && CveUrls.Count == 0;
}

/// <summary>The severities of updates and their order. <c>unknown</c> has no rank: it is neither high nor low.</summary>
internal static class Severities
{
    public const string Unknown = "unknown";

    public static readonly IReadOnlyList<string> All = ["critical", "high", "medium", "low", Unknown];

    /// <summary>Returns null for <c>unknown</c>.</summary>
    public static int? Rank(string severity) => severity switch
    {
        "critical" => 4,
        "high" => 3,
        "medium" => 2,
        "low" => 1,
        _ => null,
    };

    /// <summary>
    /// Returns how severe fixes are together, as the worst of those that are known, and whether one that is unknown may be worse than that.
    /// </summary>
    public static (string Severity, bool MayBeWorse) Together(IReadOnlyList<string> fixes)
    {
        var (worst, isKnown) = (Unknown, true);
        foreach (var severity in fixes)
        {
            worst = (Rank(severity) ?? 0) > (Rank(worst) ?? 0) ? severity : worst;
            isKnown &= severity != Unknown;
        }

        return (worst, !isKnown && worst != "critical");
    }
}

/// <summary>What updates ask to restart, and the order of it.</summary>
internal static class Restarts
{
    public static int Rank(string restart) => restart switch
    {
        "system" => 3,
        "session" => 2,
        "application" => 1,
        _ => 0,
    };
}
