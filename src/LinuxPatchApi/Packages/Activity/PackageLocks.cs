using System.Globalization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Packages.Activity;

/// <summary>
/// Finds the holders of the package manager's locks by fcntl(2) F_GETLK, which takes no lock itself. It works on any file system, where the
/// inodes in /proc/locks may differ from those of stat.
/// </summary>
/// <param name="locks">Innermost first: of a running write, of a planned one, of downloads.</param>
/// <param name="bootedAt">Returns when the host booted; null when unknown.</param>
/// <param name="table">Reads the kernel's list of locks (proc(5)); /proc/locks when null.</param>
/// <param name="mounts">Reads the mounts; those of this process when null.</param>
internal sealed class PackageLocks(
    Func<IReadOnlyList<PackageLock>> locks, ProcessTable processes, Func<DateTimeOffset?>? bootedAt = null,
    Func<IReadOnlyList<string>>? table = null, Func<Mounts>? mounts = null)
{
    /// <summary>Origin: the time of the boot is known to the second, and moves by seconds while the clock is slewed.</summary>
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The kernel hands out its list a page at a time: a lock that lies between two pages is left out when another one ends meanwhile.
    /// Origin: measured, one look in a hundred missed a lock while two programs took and released 300 of them without pause.
    /// </summary>
    private const int Looks = 3;

    private const int GetLock = 5;
    private const short WriteLock = 1;
    private const short Unlocked = 2;

    /// <summary>
    /// PackageKit's own daemon holds the outer lock during a change of the agent, and for a while after a repair; any other holder is
    /// reported in preference.
    /// </summary>
    public const string OwnDaemon = "packagekitd";

    /// <summary>True for the services through which the agent itself changes packages.</summary>
    public static bool IsOwn(LockHolder holder) => holder.Command == OwnDaemon || holder.IsEngine;

    /// <summary>Returns null when no lock is held, or none can be read.</summary>
    public LockHolder? Holder()
    {
        LockHolder? outer = null;
        foreach (var one in locks())
        {
            if (HolderOf(one) is { } holder)
            {
                if (!IsOwn(holder))
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
        : one.Kind == LockKind.Flock ? FlockHolderOf(one)
        : FileHolderOf(one);

    /// <summary>
    /// A file says nothing about its maker: a running process that is old enough to have made it is taken for the holder, the agent's own
    /// service last. Where there is none, the file was left behind.
    /// </summary>
    private LockHolder? FileHolderOf(PackageLock one)
    {
        var made = FileStamp.Of(one.Path);
        if (!made.Exists)
        {
            return null;
        }

        DateTimeOffset since = File.GetLastWriteTimeUtc(one.Path);
        var makers = processes.Running(one.Makers);
        RunningProcess? maker = null;
        foreach (var process in makers ?? [])
        {
            var isOldEnough = process.Since is not { } started || started <= since + Precision;
            maker = isOldEnough && maker is not { Command: not OwnDaemon } ? process : maker;
        }

        var isStale = (bootedAt?.Invoke() is { } boot && since < boot - Precision)
            || (one.Makers.Count > 0 && makers is not null && maker is null);

        // Its maker may have ended between the two looks, and another have begun.
        var now = isStale ? FileStamp.Of(one.Path) : made;
        maker = isStale ? null : maker;
        return !now.Exists ? null
            : new LockHolder(maker?.Pid, maker?.Command, maker?.Since, one.Path)
            {
                IsOfIndexes = one.IsOfIndexes,
                IsFile = true,
                IsStale = isStale && now == made,
            };
    }

    /// <summary>
    /// Looks the file up in the kernel's list, by its inode and the device of its mount: each file system has a file of the same number.
    /// To try flock(2) itself would make a package manager that starts at that moment give up.
    /// </summary>
    private LockHolder? FlockHolderOf(PackageLock one)
    {
        var file = FileStamp.Of(one.Path);
        if (!file.Exists)
        {
            return null;
        }

        try
        {
            for (var look = 0; look < Looks; look++)
            {
                if (InTable(one, file.Inode) is { } holder)
                {
                    return holder;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without the list the holder is unknown, as everywhere.
        }

        return null;
    }

    private LockHolder? InTable(PackageLock one, ulong inode)
    {
        foreach (var line in (table ?? (() => RegularFile.ReadAllLines("/proc/locks")))())
        {
            if (Flock(line) is { } held && held.Inode == inode && IsOn(held.Device, one.Path))
            {
                var process = held.Pid > 0 ? processes.Find(held.Pid) : null;
                return new LockHolder(held.Pid > 0 ? held.Pid : null, process?.Command, process?.Since, one.Path)
                {
                    IsOfIndexes = one.IsOfIndexes,
                    IsEngine = one.Service is { } service && process?.Command == service,
                };
            }
        }

        return null;
    }

    /// <summary>
    /// True when the path is on the device, and where its device is unknown: a lock that is missed is worse than one too many. A directory
    /// may be a link to another file system (/lib to /usr/lib).
    /// </summary>
    private bool IsOn((uint Major, uint Minor) device, string path) =>
        (mounts ?? (() => Mounts.Read()))().DeviceOf(AgentFile.End(path)) is not { } own || own == device;

    /// <summary>
    /// Parses <c>1: FLOCK  ADVISORY  WRITE 1234 00:2e:567 0 EOF</c>, whose device is in hexadecimal; null for other locks and for a process
    /// that waits. Pure.
    /// </summary>
    internal static (int Pid, (uint Major, uint Minor) Device, ulong Inode)? Flock(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 5 && fields[1] == "FLOCK" && fields[3] == "WRITE"
            && int.TryParse(fields[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pid)
            && fields[5].Split(':') is [var first, var second, var last]
            && uint.TryParse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var major)
            && uint.TryParse(second, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var minor)
            && ulong.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? (pid, (major, minor), inode)
            : null;
    }

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
            return new LockHolder(wanted.Pid > 0 ? wanted.Pid : null, process?.Command, process?.Since, one.Path)
            {
                IsOfIndexes = one.IsOfIndexes,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
