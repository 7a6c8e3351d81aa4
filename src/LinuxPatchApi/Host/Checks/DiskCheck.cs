using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Checks;

/// <summary>
/// Checks that a file system is writable and has space for the pending updates. One for each directory that packages are unpacked to.
/// </summary>
/// <param name="place">Returns a directory on the file system; null for none.</param>
/// <param name="needs">Space for the pending updates; null when unknown.</param>
internal sealed class DiskCheck(Func<string?> place, Func<IReadOnlyList<DiskNeed>?> needs) : ICheck
{
    public const string Name = "disk";

    /// <summary>The directories below which packages and the package manager's own files are on almost every host.</summary>
    public static readonly IReadOnlyList<string> Usual = ["/var/lib", "/var/cache", "/usr"];

    /// <summary>
    /// Shares of a file system's inodes as those of its bytes, with upper bounds. Origins: a package of kernel headers has 20 000 files, an
    /// update of a host some thousand that exist twice for a moment; below 200 hardly a package fits.
    /// </summary>
    private const int LowShare = 20;
    private const int NoShare = 100;
    private const long MostLowInodes = 5000;
    private const long MostNoInodes = 200;

    /// <summary>True for a directory that counts only on a file system of its own: else the check of another one covers it.</summary>
    public bool IsExtra { get; init; }

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        var mounts = Mounts.Read();
        if (place() is not { } path || !Directory.Exists(path) || (IsExtra && IsCovered(path, mounts)))
        {
            return new((CheckResult?)null);
        }

        if (mounts.IsReadOnly(path))
        {
            return new(ReadOnly(path, mounts.PointOf(path)!));
        }

        var space = Judge(path, FreeBytes(path), DiskSpace.On(path, TotalBytes(path), needs(), mounts));
        return new(Inodes.Of(path) is { } inodes && JudgeInodes(path, inodes) is { } few && few.Status > space.Status ? few : space);
    }

    /// <summary>Pure.</summary>
    internal static bool IsCovered(string path, Mounts mounts) => Usual.Any(u => mounts.PointOf(u) == mounts.PointOf(path));

    /// <summary>Returns null when there are enough, or the file system sets no limit. Pure.</summary>
    public static CheckResult? JudgeInodes(string path, Inodes inodes)
    {
        var seen = $"{path}: {inodes.Free} of {inodes.Total} inodes free";
        var remedy = $"remove files on the file system of {path}: it has as many as it can hold ('df -i {path}' on the host)";
        return inodes.Total == 0 ? null
            : inodes.Free < Math.Min(inodes.Total / NoShare, MostNoInodes) || inodes.Free == 0
                ? CheckResult.Fail(Name, seen, $"DISK_FULL: no inodes are left to unpack packages to {path}", remedy)
            : inodes.Free < Math.Min(inodes.Total / LowShare, MostLowInodes)
                ? CheckResult.Warn(Name, seen, $"the file system of {path} has few inodes left: an update may not fit", remedy)
            : null;
    }

    /// <summary>Returns the free bytes; null when unknown.</summary>
    public static long? FreeBytes(string path) => Of(path, drive => drive.AvailableFreeSpace);

    /// <summary>
    /// Returns the bytes that root can still write, those that are kept for it among them; null when unknown, or without a limit.
    /// </summary>
    public static long? FreeForRoot(string path) => Of(path, drive => drive.TotalSize > 0 ? drive.TotalFreeSpace : long.MaxValue);

    public static CheckResult ReadOnly(string path, string point) => CheckResult.Fail(
        Name, $"{path}: the file system {point} is read-only", $"READ_ONLY: packages cannot be written to {path}",
        $"check the kernel's log for why {point} is read-only; then mount -o remount,rw {point}");

    /// <param name="path">A directory on the file system.</param>
    /// <param name="free">Free bytes; null when unknown.</param>
    public static CheckResult Judge(string path, long? free, DiskSpace space) => free switch
    {
        null => CheckResult.Warn(Name, path, $"free space of {path} is unknown", null),
        _ when free < space.Least => CheckResult.Fail(Name, Seen(path, free, space), $"DISK_FULL: packages cannot be unpacked to {path}",
            $"free space on the file system of {path}"),
        _ when free < space.Bytes => CheckResult.Warn(
            Name, Seen(path, free, space), space.IsKnown ? $"DISK_FULL: the pending updates do not fit on the file system of {path}"
                : $"the file system of {path} is nearly full: an update may not fit",
            $"free space on the file system of {path}"),
        _ => CheckResult.Ok(Name, Seen(path, free, space)),
    };

    private static long? TotalBytes(string path) => Of(path, drive => drive.TotalSize);

    private static long? Of(string path, Func<DriveInfo, long> what)
    {
        try
        {
            return what(new DriveInfo(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Seen(string path, long? free, DiskSpace space) =>
        $"{path}: {free >> 20} MiB free" + (space.IsKnown ? $", the pending updates take {(space.Bytes + (1 << 20) - 1) >> 20} MiB" : "");
}
