using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Packages.Activity;

/// <summary>
/// Who holds the package manager's locks. The kernel is asked by fcntl(2) F_GETLK, which takes no lock itself: it knows the file whatever
/// file system lies over it, where the inodes of /proc/locks need not be those that stat tells.
/// </summary>
/// <param name="locks">The innermost first: whoever writes, then whoever plans to, then downloads.</param>
internal sealed class PackageLocks(Func<IReadOnlyList<PackageLock>> locks, ProcessTable processes)
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
        foreach (var one in locks())
        {
            if (HolderOf(one) is { } holder)
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

    private LockHolder? HolderOf(PackageLock one) =>
        one.Kind == LockKind.Kernel ? KernelHolderOf(one)
        : File.Exists(one.Path) ? new LockHolder(null, null, null, one.Path) { IsOfIndexes = one.IsOfIndexes }
        : null;

    private LockHolder? KernelHolderOf(PackageLock one)
    {
        try
        {
            using var file = RegularFile.Handle(one.Path);
            var wanted = new LibC.FileLock { Type = WriteLock };
            if (LibC.QueryLock(file, GetLock, ref wanted) != 0 || wanted.Type == Unlocked)
            {
                return null;
            }

            // 0: a process outside of this container.
            var process = wanted.Pid > 0 ? processes.Find(wanted.Pid) : null;
            return new LockHolder(wanted.Pid > 0 ? wanted.Pid : null, process?.Command, process?.Since, one.Path) { IsOfIndexes = one.IsOfIndexes };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
