using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb;

/// <summary>What dpkg's and apt's files tell, put together.</summary>
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
            Places = () => new WrittenPlaces(paths.Archives, paths.Status, paths.Lists),
        };
        if (!File.Exists(paths.Status))
        {
            return always; // Of a derivative that keeps its database elsewhere the engine tells the rest.
        }

        var index = new AptIndexes(paths);
        return always with
        {
            Installed = new DpkgInstalledSource(paths, time),
            Repairs = new DpkgRepairPlanner(paths),
            Index = index,
            Sizes = new AptPlanSizes(index),
            Repositories = new AptReleases(paths),
            Details = new DpkgDetailReader(paths),
            FileCache = new AptFileCache(() => paths.Archives, wanted => index.Find(wanted, CancellationToken.None)),
        };
    }

    /// <summary>apt's terminal log (apt.conf: Dir::Log::Terminal), with dpkg's progress lines as noise.</summary>
    public static TerminalLog Output(DpkgPaths paths) => new(() => paths.TerminalLog, "(Reading database");
}
