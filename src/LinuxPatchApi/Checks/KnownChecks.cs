namespace LinuxPatchApi.Checks;

/// <summary>What the checks of health found, each with its place there. Pure.</summary>
internal sealed record KnownChecks(IReadOnlyList<(HealthMember Member, CheckResult Result)> Results)
{
    /// <summary>All problems in words, in the order of the table; empty when all is well.</summary>
    public IReadOnlyList<string> Reasons => [.. Results.SelectMany(r => r.Result.Reasons).Distinct(StringComparer.Ordinal)];

    /// <summary>The worst of a member's checks, the first among equals, as the text of health.</summary>
    public string Text(HealthMember member) =>
        Results.Where(r => r.Member == member).Select(r => r.Result).MaxBy(r => r.Status)?.HealthText ?? "ok";
}
