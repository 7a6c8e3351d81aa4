using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files;

/// <summary>The owner and mode of a file. User and group are numbers as seen in this process's user namespace.</summary>
internal readonly record struct FileOwner(uint User, uint Group, UnixFileMode Mode)
{
    /// <summary>STATX_MODE | STATX_UID | STATX_GID.</summary>
    private const uint Wanted = 0x2 | 0x8 | 0x10;

    /// <summary>Offsets in struct statx, the same on every architecture.</summary>
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const int ModeBits = 0xfff;

    /// <summary>Null when the file does not exist or cannot be inspected. Follows links.</summary>
    public static FileOwner? Of(string path)
    {
        Span<byte> buffer = stackalloc byte[LibC.StatXBytes];
        return !LibC.StatX(path, Wanted, buffer) ? null
            : new FileOwner(
                Number(buffer[UserAt..]),
                Number(buffer[GroupAt..]),
                (UnixFileMode)(MemoryMarshal.Read<ushort>(buffer[ModeAt..]) & ModeBits));
    }

    /// <summary>The effective user of this process.</summary>
    public static uint OfProcess() => LibC.EffectiveUser();

    private static uint Number(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<uint>(bytes);
}
