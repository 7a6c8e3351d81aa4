using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Doctor;

/// <summary>Checks of the package manager, from what was observed. Pure.</summary>
internal static class PackageChecks
{
    /// <summary>PackageKit below this has CVE-2026-41651; distributions port the fix back under their own versions.</summary>
    private static readonly Version FixedUpstream = new(1, 3, 5);

    /// <summary>Releases whose fixed package version is known (packagekit, c.15).</summary>
    private static readonly (string Id, string Release, string Version)[] FixedPackages = [("debian", "12", "1.2.6-5+deb12u1"), ("ubuntu", "24.04", "1.2.8-2ubuntu1.5"), ("ubuntu", "26.04", "1.3.4-3ubuntu1")];

    public static DoctorCheck Backend(PackageResult<EngineInfo>? answer) => answer switch
    {
        null => DoctorCheck.Warn("packagekit", "not asked yet", "the package manager has not been asked yet", null),
        { IsSuccess: true, Value: var info } => DoctorCheck.Ok("packagekit", $"PackageKit {info.Version}, backend {info.PackageManager}"),
        { Failure: { } failure } => DoctorCheck.Fail("packagekit", "no answer", failure.Message, "see the problem's text"),
        _ => DoctorCheck.Warn("packagekit", "not asked yet", "the package manager has not been asked yet", null),
    };

    public static DoctorCheck Expected(IReadOnlyList<string> expected, EngineInfo info) =>
        expected.Count == 0 || expected.Contains(info.PackageManager, StringComparer.Ordinal)
            ? DoctorCheck.Ok("backend", info.PackageManager)
            : DoctorCheck.Fail("backend", info.PackageManager, $"package_manager.backend expects {string.Join(" or ", expected)}", "set package_manager.backend to auto");

    public static DoctorCheck Network(EngineInfo info) => info.Offline
        ? DoctorCheck.Fail("network", "PackageKit: offline", "PackageKit refuses downloads while it believes the host to be offline", Remedies.Offline)
        : DoctorCheck.Ok("network", "PackageKit: online");

    public static DoctorCheck Vulnerability(EngineInfo info, string distribution, string? release, InstalledPackage? package)
    {
        var seen = package is null ? $"PackageKit {info.Version}" : $"{package.Name} {package.Version}";
        if (info.Version >= FixedUpstream)
        {
            return DoctorCheck.Ok("packagekit-cve", seen);
        }

        var known = FixedPackages.FirstOrDefault(f => f.Id == distribution && f.Release == release);
        if (package is not null && known.Version is { } fixedIn && DebianVersion.Order.Compare(package.Version, fixedIn) >= 0)
        {
            return DoctorCheck.Ok("packagekit-cve", seen);
        }

        return known.Version is { } wanted
            ? DoctorCheck.Warn("packagekit-cve", seen, $"CVE-2026-41651 is fixed in {wanted}", $"update PackageKit to {wanted} or later")
            : DoctorCheck.Warn("packagekit-cve", seen, "PackageKit below 1.3.5 has CVE-2026-41651; whether this distribution ported the fix back is unknown", "look the CVE up in the distribution's security tracker");
    }

    /// <param name="reading">The last reading of the package database; null before the first.</param>
    /// <param name="busy">A package job runs; packages are then installed in part by right.</param>
    public static DoctorCheck Database(PackageResult<InstalledInventory>? reading, bool busy)
    {
        if (reading is not { } read)
        {
            return DoctorCheck.Ok("package-database", "not read yet");
        }

        if (!read.IsSuccess)
        {
            return DoctorCheck.Fail("package-database", "unknown", read.Failure.Message, read.Failure.Retryable ? "ask again in a moment" : Remedies.DamagedDatabase);
        }

        var installed = read.Value;
        if (busy || installed.IsClean)
        {
            return DoctorCheck.Ok("package-database", busy ? "a package job is running" : "consistent");
        }

        var broken = installed.Broken;
        return broken.Count == 0
            ? DoctorCheck.Fail("package-database", "dpkg was interrupted", Unfinished.Journal(installed.Unmerged), Remedies.UnmergedJournal)
            : DoctorCheck.Fail(
                "package-database",
                $"{broken.Count} package(s) not configured",
                $"{Unfinished.Names(broken)}; every later transaction will report failure",
                Unfinished.Remedy(installed));
    }

    /// <param name="plan">From dpkg's records; null where they are not the package manager's.</param>
    /// <param name="busy">A package job runs; what it has unpacked may wait for the rest by right.</param>
    public static DoctorCheck Dependencies(PackageResult<RepairPlan>? plan, bool busy)
    {
        if (busy || plan is not { IsSuccess: true } read)
        {
            return DoctorCheck.Ok("package-dependencies", busy ? "a package job is running" : "not told by the package database");
        }

        // What is half-installed is told by the check of the database.
        var unsolved = read.Value.Obstacles.Where(o => o.Package is { State: not InstalledState.HalfInstalled, ReinstallRequired: false }).ToList();
        return unsolved.Count == 0
            ? DoctorCheck.Ok("package-dependencies", "met")
            : DoctorCheck.Fail(
                "package-dependencies",
                $"{unsolved.Count} package(s) without what they need",
                string.Join("; ", unsolved.Take(10).Select(o => $"{o.Package.Name} {o.Package.Version} {o.Why}")),
                unsolved[0].Remedy);
    }

    public static DoctorCheck CompetingUpdaters(InstalledInventory? installed)
    {
        string[] known = ["unattended-upgrades", "dnf-automatic", "packagekit-offline-update", "yum-cron", "cron-apt", "apticron"];
        var found = installed?.Packages.Select(p => p.Name).Intersect(known, StringComparer.Ordinal).ToList() ?? [];
        return found.Count == 0
            ? DoctorCheck.Ok("other-updaters", "none found")
            : DoctorCheck.Warn("other-updaters", string.Join(", ", found), "another program may change packages at the same time; jobs then wait for its lock", "disable it if this agent is to be the only one");
    }
}
