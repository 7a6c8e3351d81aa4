using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Checks;

/// <summary>Whether an update has room on a file system, and may write there. One for each directory that packages are unpacked to.</summary>
/// <param name="path">A directory on the file system.</param>
internal sealed class DiskCheck(string path) : ICheck
{
    public const string Name = "disk";

    /// <summary>Origin: an update of 50 packages and its archive fit; below, dpkg may fail in the middle.</summary>
    private const long LowBytes = 512L * 1024 * 1024;

    private const long NoBytes = 64L * 1024 * 1024;

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return new((CheckResult?)null);
        }

        var mounts = Mounts.Read();
        return new(mounts.IsReadOnly(path) ? ReadOnly(path, mounts.PointOf(path)!) : Judge(path, FreeBytes(path)));
    }

    /// <summary>Null when it cannot be told.</summary>
    public static long? FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static CheckResult ReadOnly(string path, string point) => CheckResult.Fail(
        Name, $"{path}: the file system {point} is read-only", $"READ_ONLY: packages cannot be written to {path}",
        $"look in the kernel's log why {point} is read-only; then mount -o remount,rw {point}");

    /// <param name="path">A directory on the file system.</param>
    /// <param name="free">Null when it cannot be told.</param>
    public static CheckResult Judge(string path, long? free) => free switch
    {
        null => CheckResult.Warn(Name, path, $"free space of {path} cannot be told", null),
        < NoBytes => CheckResult.Fail(Name, Seen(path, free), "DISK_FULL: packages cannot be unpacked", $"free space on the file system of {path}"),
        < LowBytes => CheckResult.Warn(Name, Seen(path, free), "a large update may not fit", $"free space on the file system of {path}"),
        _ => CheckResult.Ok(Name, Seen(path, free)),
    };

    private static string Seen(string path, long? free) => $"{path}: {free >> 20} MiB free";
}
