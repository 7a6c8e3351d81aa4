using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>Device and inode of a file, which the base library does not expose (statx(2)).</summary>
internal sealed record FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    private const uint WantInode = 0x100;

    /// <summary>Offsets in struct statx, the same on every architecture.</summary>
    private const int InodeAt = 32;
    private const int MajorAt = 136;
    private const int MinorAt = 140;

    /// <summary>Null when the file does not exist, may not be inspected, or the C library lacks statx.</summary>
    public static FileIdentity? Of(string path)
    {
        Span<byte> buffer = stackalloc byte[LibC.StatXBytes];
        try
        {
            return LibC.StatX(path, WantInode, buffer)
                ? new FileIdentity(
                    MemoryMarshal.Read<uint>(buffer[MajorAt..]), MemoryMarshal.Read<uint>(buffer[MinorAt..]), MemoryMarshal.Read<ulong>(buffer[InodeAt..]))
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }
}
