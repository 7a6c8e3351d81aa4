using LinuxPatchApi.Checks;

namespace LinuxPatchApi.Doctor;

/// <summary>Whether the configuration and the allow-list on the disk are those in force, and whether anybody may connect.</summary>
internal sealed class ConfigCheck(ReloadState reload) : ICheck
{
    public const string Name = "config";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(reload.ConfigurationReasons, reload.Settings.Access.Summary));

    /// <param name="problems">Sentences on what of configuration and allow-list is wrong.</param>
    /// <param name="access">What certificates may do.</param>
    public static CheckResult Judge(IReadOnlyList<string> problems, string access) => problems.Count == 0
        ? CheckResult.Ok(Name, $"valid; {access}")
        : CheckResult.Warn(Name, "not all of it is in force", string.Join("; ", problems), "run 'linux-patch-api check-config'") with { Reasons = problems };
}
