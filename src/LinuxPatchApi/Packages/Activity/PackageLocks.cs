using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Native;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Activity;

/// <summary>
/// Who holds the package manager's locks. The kernel is asked by fcntl(2) F_GETLK, which takes no lock itself: it knows the file whatever
/// file system lies over it, where the inodes of /proc/locks need not be those that stat tells.
/// </summary>
internal sealed class PackageLocks(DpkgPaths paths, ProcessTable processes)
{
    private const int GetLock = 5;
    private const short WriteLock = 1;
    private const short Unlocked = 2;

    /// <summary>PackageKit's own daemon holds the outer lock of a change of ours, and keeps it for a while after a repair; whoever else
    /// holds one says more.</summary>
    public const string OwnDaemon = "packagekitd";

    /// <summary>Null when nobody holds any, or none can be read.</summary>
    public LockHolder? Holder()
    {
        LockHolder? outer = null;
        foreach (var path in paths.Locks)
        {
            if (HolderOf(path) is { } holder)
            {
                if (holder.Command != OwnDaemon)
                {
                    return holder;
                }

                outer ??= holder;
            }
        }

        return outer;
    }

    private LockHolder? HolderOf(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var wanted = new LibC.FileLock { Type = WriteLock };
            if (LibC.QueryLock(file, GetLock, ref wanted) != 0 || wanted.Type == Unlocked)
            {
                return null;
            }

            // 0: a process outside of this container.
            var process = wanted.Pid > 0 ? processes.Find(wanted.Pid) : null;
            return new LockHolder(wanted.Pid > 0 ? wanted.Pid : null, process?.Command, process?.Since, path) { IsOfIndexes = path == paths.IndexLock };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
