namespace LinuxPatchApi.Checks;

/// <summary>How a check ended.</summary>
internal enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, but will not always, or not as one may think.</summary>
    Warning,

    /// <summary>The agent cannot do its work.</summary>
    Failed,
}

/// <summary>One check: what was seen, what is wrong, the exact remedy.</summary>
/// <param name="Name">The check's id.</param>
/// <param name="Problem">Null when all is well.</param>
/// <param name="Remedy">Null when there is nothing to do.</param>
internal sealed record CheckResult(string Name, CheckStatus Status, string Seen, string? Problem = null, string? Remedy = null)
{
    private readonly IReadOnlyList<string>? _reasons;

    /// <summary>What of it health tells in <c>degraded_reasons</c>: the problem, unless the check says otherwise.</summary>
    public IReadOnlyList<string> Reasons
    {
        get => _reasons ?? (Problem is { } problem ? [problem] : []);
        init => _reasons = value;
    }

    public static CheckResult Ok(string name, string seen) => new(name, CheckStatus.Ok, seen);

    public static CheckResult Warn(string name, string seen, string problem, string? remedy) => new(name, CheckStatus.Warning, seen, problem, remedy);

    public static CheckResult Fail(string name, string seen, string problem, string remedy) => new(name, CheckStatus.Failed, seen, problem, remedy);

    public static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "ok",
        CheckStatus.Warning => "warning",
        _ => "failed",
    };

    /// <summary>The form of a health check: <c>ok</c>, <c>warning: …</c>, <c>failed: …</c>.</summary>
    public string HealthText => Status == CheckStatus.Ok ? "ok" : $"{Word(Status)}: {Problem}";
}
