using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>Checks for other programs that update packages.</summary>
internal sealed class OtherUpdatersCheck(InstalledCache installed, IReadOnlyList<string> others) : ICheck
{
    public const string Name = "other-updaters";

    public string Id => Name;

    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        var inventory = await installed.ForRequestAsync(cancellationToken);
        return Judge(inventory.IsSuccess ? inventory.Value : null, others);
    }

    /// <param name="installed">Null when the package database could not be read.</param>
    /// <param name="others">Packages of this family that change packages by themselves.</param>
    public static CheckResult Judge(InstalledInventory? installed, IReadOnlyList<string> others)
    {
        if (installed is null)
        {
            return CheckResult.NotTested(Name, "the package database could not be read");
        }

        var found = installed.Packages.Select(p => p.Name).Intersect(others, StringComparer.Ordinal).ToList();
        return found.Count == 0
            ? CheckResult.Ok(Name, "none found")
            : CheckResult.Warn(
                Name,
                string.Join(", ", found),
                "another program may change packages at the same time; jobs then wait for its lock",
                "disable it if this agent is to be the only one");
    }
}
