using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Families.Deb.Archives;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Families.Deb.Relations;

namespace LinuxPatchApi.Packages.Families.Deb;

/// <summary>Composes the readers of dpkg's and apt's files.</summary>
internal static class DebHost
{
    public static FamilyHost Of(DpkgPaths paths, TimeProvider time)
    {
        var always = new FamilyHost
        {
            Stamp = new DpkgDatabase(paths).Stamp,
            Locks = () => paths.Locks,
            KeptFiles = new KeptFiles(paths),
            Marks = new AptMarks(paths),
            Output = Output(paths),
            Monitor = new AptMonitor(paths, time),
            Owners = Directory.Exists(paths.Info) ? new DpkgFileOwners(paths).Of : null,
            Places = () => new WrittenPlaces(paths.Archives, paths.Status, paths.Lists)
            {
                // As _apt (APT::Sandbox::User).
                DownloadsAreUnprivileged = true,
            },
        };
        if (!File.Exists(paths.Status))
        {
            return always; // For a derivative with its database elsewhere, the engine is queried.
        }

        var index = new AptIndexes(paths);
        return always with
        {
            Installed = new DpkgInstalledSource(paths, time),
            Repairs = new DpkgRepairPlanner(paths),
            Index = index,
            Sizes = new AptPlanSizes(index),
            Repositories = new AptReleases(paths, time),
            Details = new DpkgDetailReader(paths),
            Repack = (name, version, folder, cancellationToken) =>
                new DebRepack(paths).Write(name, version, folder, time.GetUtcNow(), cancellationToken),
            FileCache = new AptFileCache(() => paths.Archives, wanted => index.Find(wanted, CancellationToken.None)),
        };
    }

    /// <summary>Returns apt's terminal log (apt.conf: Dir::Log::Terminal) without dpkg's progress lines.</summary>
    public static TerminalLog Output(DpkgPaths paths) => new(() => paths.TerminalLog, "(Reading database");
}
