namespace LinuxPatchApi.Checks;

/// <summary>The outcome of a check.</summary>
internal enum CheckStatus
{
    /// <summary>
    /// The check could not be made, so nothing is known: the reason is what was seen. Below ok, so that it hides no result.
    /// </summary>
    NotTested,

    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Works, but may fail later or not work as expected.</summary>
    Warning,

    /// <summary>The agent cannot do its work.</summary>
    Failed,
}

/// <summary>The result of one check: what was seen, what is wrong, and the exact remedy.</summary>
/// <param name="Name">The check's id.</param>
/// <param name="Problem">A sentence; null when all is well.</param>
/// <param name="Remedy">What to do; null when there is nothing to do.</param>
internal sealed record CheckResult(string Name, CheckStatus Status, string Seen, string? Problem = null, string? Remedy = null)
{
    private readonly IReadOnlyList<string>? _reasons;

    /// <summary>Sentences for health's <c>degraded_reasons</c>: the problem, unless the check sets others.</summary>
    public IReadOnlyList<string> Reasons
    {
        get => _reasons ?? (Problem is { } problem ? [problem] : []);
        init => _reasons = value;
    }

    public static CheckResult Ok(string name, string seen) => new(name, CheckStatus.Ok, seen);

    /// <param name="why">Why the check was not made.</param>
    public static CheckResult NotTested(string name, string why, string? remedy = null) =>
        new(name, CheckStatus.NotTested, why, null, remedy);

    public static CheckResult Warn(string name, string seen, string problem, string? remedy) =>
        new(name, CheckStatus.Warning, seen, problem, remedy);

    public static CheckResult Fail(string name, string seen, string problem, string remedy) =>
        new(name, CheckStatus.Failed, seen, problem, remedy);

    public static string WireName(CheckStatus status) => status switch
    {
        CheckStatus.NotTested => "not_tested",
        CheckStatus.Ok => "ok",
        CheckStatus.Warning => "warning",
        _ => "failed",
    };

    /// <summary>
    /// The text of a health check: <c>ok</c>, <c>warning: …</c>, <c>failed: …</c>; <c>not tested: …</c> when none of its checks was
    /// made.
    /// </summary>
    public string HealthText => Status switch
    {
        CheckStatus.NotTested => $"not tested: {Seen}",
        CheckStatus.Ok => "ok",
        _ => $"{WireName(Status)}: {Problem}",
    };
}
