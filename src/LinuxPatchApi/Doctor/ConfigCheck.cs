using LinuxPatchApi.Checks;
using LinuxPatchApi.InForce;

namespace LinuxPatchApi.Doctor;

/// <summary>Checks that the configuration and allow-list on disk are in force, and that somebody may connect.</summary>
internal sealed class ConfigCheck(ISnapshots files) : ICheck
{
    public const string Name = "config";

    public string Id => Name;

    public object? Mark => files.Current;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(files.Current.ConfigurationReasons, files.Current.Settings.Access.Summary));

    /// <param name="problems">Problems of configuration and allow-list, as sentences.</param>
    /// <param name="access">What certificates are allowed to do.</param>
    public static CheckResult Judge(IReadOnlyList<string> problems, string access) => problems.Count == 0
        ? CheckResult.Ok(Name, $"valid; {access}")
        : CheckResult.Warn(Name, "has problems", string.Join("; ", problems), "run 'linux-patch-api check-config'")
            with
        { Reasons = problems };
}
