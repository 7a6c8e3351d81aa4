namespace LinuxPatchApi.Doctor;

/// <summary>How a check ended.</summary>
internal enum DoctorStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, but will not always, or not as one may think.</summary>
    Warning,

    /// <summary>The agent cannot do its work.</summary>
    Failed,
}

/// <summary>One check: what was seen, what is wrong, the exact remedy.</summary>
/// <param name="Problem">Null when all is well.</param>
/// <param name="Remedy">Null when there is nothing to do.</param>
internal sealed record DoctorCheck(string Name, DoctorStatus Status, string Seen, string? Problem = null, string? Remedy = null)
{
    public static DoctorCheck Ok(string name, string seen) => new(name, DoctorStatus.Ok, seen);

    public static DoctorCheck Warn(string name, string seen, string problem, string? remedy) => new(name, DoctorStatus.Warning, seen, problem, remedy);

    public static DoctorCheck Fail(string name, string seen, string problem, string remedy) => new(name, DoctorStatus.Failed, seen, problem, remedy);

    public static string Word(DoctorStatus status) => status switch
    {
        DoctorStatus.Ok => "ok",
        DoctorStatus.Warning => "warning",
        _ => "failed",
    };

    /// <summary>The form of a health check: <c>ok</c>, <c>warning: …</c>, <c>failed: …</c>.</summary>
    public string HealthText => Status == DoctorStatus.Ok ? "ok" : $"{Word(Status)}: {Problem}";
}
