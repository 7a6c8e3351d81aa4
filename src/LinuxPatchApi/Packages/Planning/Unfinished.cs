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
            return installed.Unmerged == 0 ? null : $"{Journal(installed.Unmerged)}: {Remedies.UnmergedJournal}";
        }

        var told = $"{Names(broken)} not configured: {Remedy(installed)}";
        return installed.Unmerged == 0 ? told : $"{Journal(installed.Unmerged)}; {told}";
    }

    /// <summary>What to do about everything that is unfinished. A journal that is not put away stands before everything else.</summary>
    public static string Remedy(InstalledInventory installed) =>
        installed.Unmerged > 0 ? (installed.Broken.Count > 0 ? Remedies.InterruptedWithJournal : Remedies.UnmergedJournal)
        : string.Join("; ", installed.Broken.Select(Cure).Distinct());

    /// <summary>What to do about one package.</summary>
    public static string Cure(InstalledPackage package) => package switch
    {
        { Version.Length: 0 } => Remedies.InterruptedFirst,
        { ReinstallRequired: true } => Remedies.ReinstallRequired,
        { RemovalWanted: true } => Remedies.InterruptedRemoval,
        { State: InstalledState.HalfInstalled } => Remedies.InterruptedUnpacking,
        _ => Remedies.InterruptedDpkg,
    };

    public static string Names(IReadOnlyList<InstalledPackage> packages) =>
        string.Join(", ", packages.Take(Named).Select(p => p.Told)) + (packages.Count > Named ? $" and {packages.Count - Named} more" : "");

    public static string Journal(int entries) =>
        $"dpkg was interrupted: its journal holds {entries} change(s) that its status file does not have, and PackageKit changes nothing until they are put away";
}
