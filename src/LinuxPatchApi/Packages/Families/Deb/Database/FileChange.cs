using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>When a file's inode last changed, which the framework does not tell (statx(2)).</summary>
internal static class FileChange
{
    private const uint WantChange = 0x80;

    /// <summary>Offsets in struct statx, the same on every architecture.</summary>
    private const int SecondsAt = 96;
    private const int NanosecondsAt = 104;

    /// <summary>Null when there is no such file, it may not be looked at, or the C library is too old for the question.</summary>
    public static DateTimeOffset? At(string path)
    {
        Span<byte> buffer = stackalloc byte[LibC.StatXBytes];
        try
        {
            return LibC.StatX(path, WantChange, buffer)
                ? DateTimeOffset.FromUnixTimeSeconds(MemoryMarshal.Read<long>(buffer[SecondsAt..]))
                    .AddTicks(MemoryMarshal.Read<uint>(buffer[NanosecondsAt..]) / TimeSpan.NanosecondsPerTick)
                : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
