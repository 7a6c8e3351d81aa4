using System.Globalization;

namespace LinuxPatchApi.Packages.Families.Deb.Control;

/// <summary>Parses the fields Size and Installed-Size. Pure.</summary>
internal static class SizeField
{
    /// <summary>
    /// Bytes of the largest size that is believed. Origin: 256 TiB, more than a file system of ext4 holds in one file; the sum of a
    /// distribution of such packages still fits 64 bits.
    /// </summary>
    public const long MostBytes = 1L << 48;

    /// <summary>Returns the bytes; null for a missing field, and for one that is no size.</summary>
    /// <param name="unit">Bytes of one.</param>
    public static long? Bytes(string? text, int unit) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= MostBytes / unit ? size * unit : null;
}
