using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>The answer to a dry run of a repair. Pure.</summary>
internal static class RepairPreview
{
    private const string Nothing = "no package is installed in part";

    /// <summary>A package that is only configured keeps its version: it is a warning, not a change.</summary>
    public static Plan Of(RepairPlan repair) => new Plan(
        [.. repair.AtWorst.Select(AtWorst)],
        [],
        DownloadBytes: repair.Obstacles.Count == 0 ? 0 : null,
        DiskBytes: repair.Obstacles.Count == 0 ? 0 : null,
        RequiresReboot: false,
        [
            .. repair.Configured.Select(Configured),
            .. repair.Configured.Count == 0 && repair.Obstacles.Count == 0 ? [Nothing] : Array.Empty<string>(),
            .. repair.Unmerged > 0 ? [$"{repair.Terms.Journal(repair.Unmerged)}: {repair.Terms.FinishJournal}"] : Array.Empty<string>(),
            .. repair.Obstacles.Select(
                o => $"{o.Problem}; at worst {string.Join(", ", o.AtWorst.Select(p => p.Name))} would be removed: {o.Remedy}"),
        ])
    {
        Configured = repair.Configured.Except(repair.AtWorst).Count(),
    }.StandingOn(Basis(repair.Configured.Concat(repair.Obstacles.Select(o => o.Package)), repair.Unmerged));

    /// <summary>Returns what is known where the package database gives nothing to plan a repair from.</summary>
    public static Plan Unplanned(InstalledInventory installed) => (Plan.Empty with
    {
        DownloadBytes = null,
        DiskBytes = null,
        Configured = installed.Broken.Count,
        Warnings =
        [
            .. installed.Broken.Count > 0 ? installed.Broken.Select(Configured) : [Nothing],
            "a repair cannot be simulated: what else it changes is told by the job",
        ],
    }).StandingOn(Basis(installed.Broken, installed.Unmerged));

    /// <summary>The states of the packages: a repair changes them, and no version.</summary>
    private static string Basis(IEnumerable<InstalledPackage> packages, int unmerged) => $"repair {unmerged}\n"
        + string.Join('\n', RepairPlan.Sorted(packages).Select(p => $"{p.Name}:{p.Architecture} {p.Version} {p.StateText}"));

    private static PackageChange AtWorst(InstalledPackage package) =>
        new(package.Name, package.Architecture, ChangeAction.Remove, package.Version, null, ChangeOutcome.Planned, "at worst");

    private static string Configured(InstalledPackage package) => $"{package.Name} {package.Version} would be configured";
}
