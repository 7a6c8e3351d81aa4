using LinuxPatchApi.Checks;
using LinuxPatchApi.Init;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.ApkPolkit;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Checks that the package manager's service answers, and that the agent can change packages through it.</summary>
internal sealed class BackendCheck(EngineProbe probe) : ICheck
{
    public const string Name = "packagekit";

    public string Id => Name;

    public object? Mark => probe.Revision;

    /// <summary>Health reports the last answer, and nothing before the first.</summary>
    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        depth == CheckDepth.Asked ? Judge(await probe.NowAsync(cancellationToken))
        : probe.Last is { } last ? Judge(last) : null;

    public static CheckResult Judge(PackageResult<EngineInfo>? answer) => answer switch
    {
        null => CheckResult.Warn(Name, "not asked yet", "the package manager has not been asked yet", null),
        { IsSuccess: true, Value.Name: ApkPolkitEngine.Name } => CheckResult.Ok(Name, ApkPolkitEngine.Name),
        { IsSuccess: true, Value: var info } => CheckResult.Ok(Name, $"PackageKit {info.Version}, backend {info.PackageManager}"),
        { Failure: { } failure } => CheckResult.Fail(Name, "no answer", failure.Message,
            failure.Message.Contains(Remedies.UnitNotStarted, StringComparison.Ordinal)
                ? InitCommands.Here.Unmask("packagekit", "polkit") : "see the problem's text"),
        _ => CheckResult.Warn(Name, "not asked yet", "the package manager has not been asked yet", null),
    };
}
