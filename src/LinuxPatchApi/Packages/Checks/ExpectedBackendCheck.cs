using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Checks that the package manager is the one that the configuration expects.</summary>
internal sealed class ExpectedBackendCheck(EngineProbe probe, IReadOnlyList<string> expected) : ICheck
{
    public const string Name = "backend";

    public string Id => Name;

    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        await probe.KnownAsync(cancellationToken) is { IsSuccess: true } known ? Judge(expected, known.Value) : null;

    public static CheckResult Judge(IReadOnlyList<string> expected, EngineInfo info) =>
        expected.Count == 0 || expected.Contains(info.PackageManager, StringComparer.Ordinal)
            ? CheckResult.Ok(Name, info.PackageManager)
            : CheckResult.Fail(
                Name,
                info.PackageManager,
                $"package_manager.backend expects {string.Join(" or ", expected)}",
                "set package_manager.backend to auto");
}
