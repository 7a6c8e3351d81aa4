using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files;

/// <summary>Whose a file is and what its mode allows. User and group by number, as this process's user namespace shows them.</summary>
internal readonly record struct FileOwner(uint User, uint Group, UnixFileMode Mode)
{
    /// <summary>STATX_MODE | STATX_UID | STATX_GID.</summary>
    private const uint Wanted = 0x2 | 0x8 | 0x10;

    /// <summary>Offsets in struct statx, the same on every architecture.</summary>
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const int ModeBits = 0xfff;

    /// <summary>Null when it is not there or cannot be told. Links are followed.</summary>
    public static FileOwner? Of(string path)
    {
        Span<byte> told = stackalloc byte[LibC.StatXBytes];
        return !LibC.StatX(path, Wanted, told) ? null
            : new FileOwner(
                Number(told[UserAt..]),
                Number(told[GroupAt..]),
                (UnixFileMode)(MemoryMarshal.Read<ushort>(told[ModeAt..]) & ModeBits));
    }

    /// <summary>The effective user of this process.</summary>
    public static uint OfProcess() => LibC.EffectiveUser();

    private static uint Number(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<uint>(bytes);
}
