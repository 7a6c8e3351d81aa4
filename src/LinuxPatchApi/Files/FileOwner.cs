using System.Runtime.InteropServices;

namespace LinuxPatchApi.Files;

/// <summary>Whose a file is and what its mode allows. User and group by number, as this process's user namespace shows them.</summary>
internal readonly partial record struct FileOwner(uint User, uint Group, UnixFileMode Mode)
{
    /// <summary>statx(2): AT_FDCWD; the fields and their places are the same on every architecture.</summary>
    private const int CurrentDirectory = -100;

    /// <summary>STATX_MODE | STATX_UID | STATX_GID.</summary>
    private const uint Wanted = 0x2 | 0x8 | 0x10;

    private const int StructureBytes = 256;
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const int ModeBits = 0xfff;

    /// <summary>Null when it is not there or cannot be told. Links are followed.</summary>
    public static FileOwner? Of(string path)
    {
        Span<byte> told = stackalloc byte[StructureBytes];
        return StatX(CurrentDirectory, path, 0, Wanted, ref MemoryMarshal.GetReference(told)) != 0 ? null
            : new FileOwner(
                Number(told[UserAt..]),
                Number(told[GroupAt..]),
                (UnixFileMode)(MemoryMarshal.Read<ushort>(told[ModeAt..]) & ModeBits));
    }

    /// <summary>The effective user of this process.</summary>
    public static uint OfProcess() => EffectiveUser();

    private static uint Number(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<uint>(bytes);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, ref byte structure);
}
