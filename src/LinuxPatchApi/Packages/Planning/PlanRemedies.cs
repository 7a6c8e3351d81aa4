namespace LinuxPatchApi.Packages.Planning;

/// <summary>What a client can do about a refused plan: only options that the operation itself has.</summary>
internal static class PlanRemedies
{
    public const string Install = "Repeat with options.force to accept that";

    public const string Update = Install;

    /// <summary>For families that update as a whole.</summary>
    public const string ApplyWhole = "Plan it (dry_run), and confirm the plan that names the removal by its plan_digest";

    /// <summary>The warning of a plan and of the job that carries it out.</summary>
    public static string Removing(IReadOnlyList<string> names) =>
        $"this also removes {string.Join(", ", names)}, and is carried out only for a client that confirms it by the plan_digest";

    public const string Remove = "Repeat with force=true to accept that";

    public const string Rollback = "Repeat with force to accept that";

    public const string PlanAgain = "Plan again with the same selection (dry_run) and confirm the new digest";

    /// <summary>The message of a job whose plan changed before its turn.</summary>
    public static string Outrun(string digest) =>
        $"the plan changed between its admission and its turn (now {digest}); nothing was changed. {PlanAgain}";

    public const string Downgrade = "set options.allow_downgrade to accept that";
}
