namespace LinuxPatchApi.Host.Restarts;

/// <summary>Decides whether a mapped file is still the one at its path. Pure.</summary>
internal static class Replacement
{
    /// <summary>
    /// Compares only files on the same device: overlayfs and btrfs report one device number by name and another by mapping, so all their
    /// files would look replaced. There only the kernel's mark of deleted files counts.
    /// </summary>
    /// <param name="now">The file at the path now; null when unknown.</param>
    public static bool IsAnother(MappedFile mapped, FileIdentity? now) =>
        now is { } file && file.DeviceMajor == mapped.DeviceMajor && file.DeviceMinor == mapped.DeviceMinor && file.Inode != mapped.Inode;
}
