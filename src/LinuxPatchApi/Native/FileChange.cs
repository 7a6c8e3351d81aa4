using System.Runtime.InteropServices;

namespace LinuxPatchApi.Native;

/// <summary>Reads the times of a file that .NET does not expose (statx(2)).</summary>
internal static class FileChange
{
    private const uint WantChange = 0x80;

    /// <summary>STATX_BTIME: also set in the answer's mask when the file system has it.</summary>
    private const uint WantBirth = 0x800;

    /// <summary>Offsets in struct statx, the same on every architecture.</summary>
    private const int BirthAt = 80;
    private const int ChangeAt = 96;

    /// <summary>
    /// Returns the ctime; null when the file does not exist or is inaccessible, or the C library has no statx.
    /// </summary>
    public static DateTimeOffset? At(string path) => Time(path, WantChange, ChangeAt);

    /// <summary>
    /// Returns when the file was created, which nobody can set; null also where the file system does not record it. .NET's creation time is
    /// none: on Linux it is the older of mtime and ctime, which a server's Last-Modified and touch(1) move.
    /// </summary>
    public static DateTimeOffset? BornAt(string path) => Time(path, WantBirth, BirthAt);

    private static DateTimeOffset? Time(string path, uint wanted, int at)
    {
        Span<byte> buffer = stackalloc byte[LibC.StatXBytes];
        try
        {
            return LibC.StatX(path, wanted, buffer) && (MemoryMarshal.Read<uint>(buffer) & wanted) != 0
                ? DateTimeOffset.FromUnixTimeSeconds(MemoryMarshal.Read<long>(buffer[at..]))
                    .AddTicks(MemoryMarshal.Read<uint>(buffer[(at + sizeof(long))..]) / TimeSpan.NanosecondsPerTick)
                : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
