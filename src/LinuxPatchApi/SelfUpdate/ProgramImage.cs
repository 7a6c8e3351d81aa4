using LinuxPatchApi.Files;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>The program's file on this host, and the one that this process runs.</summary>
internal static class ProgramImage
{
    /// <summary>Where the package has it.</summary>
    public const string Installed = "/usr/bin/linux-patch-api";

    /// <summary>The kernel's link to what this process runs, also when it was replaced.</summary>
    public const string Running = "/proc/self/exe";

    /// <summary>
    /// Identifies a file: another one after each replacement. Without the device, whose number may change at a boot; empty when there is
    /// none.
    /// </summary>
    public static string Of(string path)
    {
        var stamp = FileStamp.Of(path);
        return stamp.Exists ? $"{stamp.Inode:x}-{stamp.Modified:x}-{stamp.Length:x}" : "";
    }

    /// <summary>True when the program was replaced, or removed, since this process began.</summary>
    public static bool IsRunningReplaced()
    {
        try
        {
            return new FileInfo(Running).LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
