using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Checks that PackageKit believes the host to be online.</summary>
internal sealed class NetworkCheck(EngineProbe probe) : ICheck
{
    public const string Name = "network";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(probe.Last is { IsSuccess: true } last ? Judge(last.Value) : null);

    public static CheckResult Judge(EngineInfo info) => info.Offline
        ? CheckResult.Fail(
            Name, "PackageKit: offline", "PackageKit refuses downloads while it believes the host to be offline", Remedies.Offline)
        : CheckResult.Ok(Name, "PackageKit: online");
}
