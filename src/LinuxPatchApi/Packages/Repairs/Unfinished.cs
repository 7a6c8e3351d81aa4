using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Packages.Repairs;

/// <summary>Interrupted changes and their remedies; jobs, health and doctor use the same text. Pure.</summary>
internal static class Unfinished
{
    /// <summary>Packages named in one text. Origin: enough to begin with; the full list is in <c>GET /packages</c>.</summary>
    private const int Named = 20;

    /// <summary>Returns null when nothing is unfinished. Meaningful only while no package change is running.</summary>
    /// <param name="repaired">True after the package manager's repair was tried in vain: then it is no remedy.</param>
    public static string? Describe(InstalledInventory installed, bool repaired = false)
    {
        var broken = installed.Broken;
        if (broken.Count == 0 && installed.Unmerged == 0)
        {
            if (installed.Duplicates.Count > 0)
            {
                return $"{Duplicates(installed)}: {DuplicatesRemedy(installed.Terms)}";
            }

            if (installed.Faults() is { Count: > 0 } faults)
            {
                return string.Join("; ", faults.Select(f => $"{f.Problem}: {f.Remedy}"));
            }

            return installed.Awaiting is { Count: > 0 } awaiting
                ? $"{Triggers(awaiting)}: {(repaired ? installed.Terms.FinishOnHost : installed.Terms.Finish)}"
                : null;
        }

        if (broken.Count == 0)
        {
            return $"{installed.Terms.Journal(installed.Unmerged)}: {installed.Terms.FinishJournal}";
        }

        var text = $"{Names(broken)} not configured: {Remedy(installed, repaired)}";
        return installed.Unmerged == 0 ? text : $"{installed.Terms.Journal(installed.Unmerged)}; {text}";
    }

    /// <summary>Returns the remedy for everything that is unfinished. An unmerged journal has to be merged first.</summary>
    public static string Remedy(InstalledInventory installed, bool repaired = false) =>
        installed.Unmerged > 0 ? (installed.Broken.Count > 0 && !repaired ? installed.Terms.FinishBoth : installed.Terms.FinishJournal)
        : string.Join("; ", installed.Broken.Select(p => Remedy(p, installed.Terms, repaired)).Distinct());

    /// <summary>Says that triggers have yet to run.</summary>
    public static string Triggers(IReadOnlyList<InstalledPackage> awaiting) =>
        $"a trigger has yet to run for {Names(awaiting)}, so that what it makes, such as an initrd, may be out of date";

    /// <summary>Says which packages an interrupted update has left in several versions.</summary>
    public static string Duplicates(InstalledInventory installed) =>
        $"{Names(installed.Duplicates)}: several versions of which one was to replace the others, as an interruption leaves them";

    public static string DuplicatesRemedy(PackageTerms terms) => $"remove the older ones on the host ({terms.RemoveDuplicates})";

    /// <summary>Returns the remedy for one package.</summary>
    public static string Remedy(InstalledPackage package, PackageTerms terms, bool repaired = false) => package switch
    {
        { Version.Length: 0 } => Remedies.InterruptedFirst,
        { ReinstallRequired: true } => terms.InstallAgain,
        { RemovalWanted: true } => Remedies.InterruptedRemoval,
        { State: InstalledState.HalfInstalled } => Remedies.InterruptedUnpacking,
        _ => repaired ? terms.FinishOnHost : terms.Finish,
    };

    public static string Names(IReadOnlyList<InstalledPackage> packages) =>
        Counted.Names([.. packages.Select(p => p.DisplayText)], Named);
}
