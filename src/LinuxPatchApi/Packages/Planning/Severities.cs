namespace LinuxPatchApi.Packages.Planning;

/// <summary>The order of severities. <c>unknown</c> has no rank: it is neither high nor low.</summary>
internal static class Severities
{
    public const string Unknown = "unknown";

    public static readonly IReadOnlyList<string> All = ["critical", "high", "medium", "low", Unknown];

    /// <summary>Null for unknown.</summary>
    public static int? Rank(string severity) => severity switch
    {
        "critical" => 4,
        "high" => 3,
        "medium" => 2,
        "low" => 1,
        _ => null,
    };
}
