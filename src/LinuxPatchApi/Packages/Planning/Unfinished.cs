using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>What was begun and not finished, with the way out; the same words in jobs, health and doctor. Pure.</summary>
internal static class Unfinished
{
    /// <summary>Packages named in one text. Origin: enough to begin with; the whole list is in <c>GET /packages</c>.</summary>
    private const int Named = 20;

    /// <summary>Null when nothing is left to be finished. Means something only while nobody changes packages.</summary>
    public static string? Told(InstalledInventory installed)
    {
        var broken = installed.Broken;
        if (broken.Count == 0)
        {
            return installed.Unmerged == 0 ? null : $"{installed.Terms.Journal(installed.Unmerged)}: {installed.Terms.FinishJournal}";
        }

        var told = $"{Names(broken)} not configured: {Remedy(installed)}";
        return installed.Unmerged == 0 ? told : $"{installed.Terms.Journal(installed.Unmerged)}; {told}";
    }

    /// <summary>What to do about everything that is unfinished. A journal that is not put away stands before everything else.</summary>
    public static string Remedy(InstalledInventory installed) =>
        installed.Unmerged > 0 ? (installed.Broken.Count > 0 ? installed.Terms.FinishBoth : installed.Terms.FinishJournal)
        : string.Join("; ", installed.Broken.Select(p => Cure(p, installed.Terms)).Distinct());

    /// <summary>What to do about one package.</summary>
    public static string Cure(InstalledPackage package, PackageTerms terms) => package switch
    {
        { Version.Length: 0 } => Remedies.InterruptedFirst,
        { ReinstallRequired: true } => terms.InstallAgain,
        { RemovalWanted: true } => Remedies.InterruptedRemoval,
        { State: InstalledState.HalfInstalled } => Remedies.InterruptedUnpacking,
        _ => terms.Finish,
    };

    public static string Names(IReadOnlyList<InstalledPackage> packages) =>
        string.Join(", ", packages.Take(Named).Select(p => p.Told)) + (packages.Count > Named ? $" and {packages.Count - Named} more" : "");
}
