namespace LinuxPatchApi.Host.Restarts;

/// <summary>Whether a mapped file is still the one at its path. Pure.</summary>
internal static class Replacement
{
    /// <summary>
    /// Only files of one and the same device are compared: overlayfs and btrfs tell other device numbers by name than by mapping, and
    /// every file of theirs would look replaced. There the kernel's own mark of deleted files has to do.
    /// </summary>
    /// <param name="now">What the path leads to now; null when it cannot be said.</param>
    public static bool IsAnother(MappedFile mapped, FileIdentity? now) =>
        now is { } file && file.DeviceMajor == mapped.DeviceMajor && file.DeviceMinor == mapped.DeviceMinor && file.Inode != mapped.Inode;
}
