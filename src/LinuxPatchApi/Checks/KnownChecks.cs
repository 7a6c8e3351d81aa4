namespace LinuxPatchApi.Checks;

/// <summary>The results of health's checks, each with its member. Pure.</summary>
internal sealed record KnownChecks(IReadOnlyList<(HealthMember Member, CheckResult Result)> Results)
{
    /// <summary>All problems as sentences in the order of the table; empty when all is well.</summary>
    public IReadOnlyList<string> Reasons => [.. Results.SelectMany(r => r.Result.Reasons).Distinct(StringComparer.Ordinal)];

    /// <summary>Returns the text of health for a member: the worst of its results, the first of equals.</summary>
    public string Text(HealthMember member) =>
        Results.Where(r => r.Member == member).Select(r => r.Result).MaxBy(r => r.Status)?.HealthText ?? "ok";
}
