using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Checks;

/// <summary>
/// Checks that a file system is writable and has space for the pending updates. One for each directory that packages are unpacked to.
/// </summary>
/// <param name="path">A directory on the file system.</param>
/// <param name="needs">Space for the pending updates; null when unknown.</param>
internal sealed class DiskCheck(string path, Func<IReadOnlyList<DiskNeed>?> needs) : ICheck
{
    public const string Name = "disk";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return new((CheckResult?)null);
        }

        var mounts = Mounts.Read();
        return new(mounts.IsReadOnly(path) ? ReadOnly(path, mounts.PointOf(path)!) : Judge(path, FreeBytes(path), DiskSpace.On(path, TotalBytes(path), needs(), mounts)));
    }

    /// <summary>Null when it cannot be told.</summary>
    public static long? FreeBytes(string path) => Of(path, drive => drive.AvailableFreeSpace);

    public static CheckResult ReadOnly(string path, string point) => CheckResult.Fail(
        Name, $"{path}: the file system {point} is read-only", $"READ_ONLY: packages cannot be written to {path}",
        $"look in the kernel's log why {point} is read-only; then mount -o remount,rw {point}");

    /// <param name="path">A directory on the file system.</param>
    /// <param name="free">Null when it cannot be told.</param>
    public static CheckResult Judge(string path, long? free, DiskSpace space) => free switch
    {
        null => CheckResult.Warn(Name, path, $"free space of {path} cannot be told", null),
        _ when free < space.Least => CheckResult.Fail(Name, Seen(path, free, space), $"DISK_FULL: packages cannot be unpacked to {path}", $"free space on the file system of {path}"),
        _ when free < space.Bytes => CheckResult.Warn(
            Name, Seen(path, free, space), space.IsKnown ? $"DISK_FULL: the pending updates do not fit on the file system of {path}" : $"the file system of {path} is nearly full: an update may not fit",
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
