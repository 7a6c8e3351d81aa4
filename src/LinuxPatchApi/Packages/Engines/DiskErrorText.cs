namespace LinuxPatchApi.Packages.Engines;

/// <summary>Recognises messages of package managers and the kernel about a full or read-only file system, in locale C. Pure.</summary>
internal static class DiskErrorText
{
    private const string ReadOnly = "Read-only file system";

    /// <summary>ENOSPC and EDQUOT (errno(3)).</summary>
    private static readonly string[] Written = ["No space left on device", "Disk quota exceeded"];

    /// <summary>
    /// Results of checks before the change: of apt and pacman, of rpm for bytes and for inodes, and dnf's summary of these.
    /// </summary>
    private static readonly string[] Calculated =
    [
        "enough free space", "enough free disk space", "more space needed on the ", "more space on the ",
        "more inodes on the ", "more inodes needed on the ", "too full:",
    ];

    /// <summary>For the package manager's own messages.</summary>
    public static bool IsFull(string text) => WasFull(text) || Has(text, Calculated);

    /// <summary>True for a message about a failed write; for any output, including that of scripts.</summary>
    public static bool WasFull(string text) => Has(text, Written);

    public static bool IsReadOnly(string text) => text.Contains(ReadOnly, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string text, string[] any) => any.Any(message => text.Contains(message, StringComparison.OrdinalIgnoreCase));
}
