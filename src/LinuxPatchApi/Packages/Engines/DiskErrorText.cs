namespace LinuxPatchApi.Packages.Engines;

/// <summary>How package managers and the kernel say that a file system takes no more. Locale C, in which all of them are asked. Pure.</summary>
internal static class DiskErrorText
{
    private const string ReadOnly = "Read-only file system";

    /// <summary>ENOSPC and EDQUOT (errno(3)).</summary>
    private static readonly string[] Written = ["No space left on device", "Disk quota exceeded"];

    /// <summary>What is counted beforehand: by apt and pacman, by rpm for bytes and for inodes, and dnf's summary of that.</summary>
    private static readonly string[] Counted =
    [
        "enough free space", "enough free disk space", "more space needed on the ", "more space on the ",
        "more inodes on the ", "more inodes needed on the ", "too full:",
    ];

    /// <summary>Of the package manager's own words.</summary>
    public static bool IsFull(string text) => WasFull(text) || Has(text, Counted);

    /// <summary>Of what anybody printed, scripts included: a write that failed.</summary>
    public static bool WasFull(string text) => Has(text, Written);

    public static bool IsReadOnly(string text) => text.Contains(ReadOnly, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string text, string[] any) => any.Any(words => text.Contains(words, StringComparison.OrdinalIgnoreCase));
}
