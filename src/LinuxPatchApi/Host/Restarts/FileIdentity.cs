using System.Runtime.InteropServices;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>Device and inode of a file, which the framework does not tell (statx(2)).</summary>
internal sealed partial record FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    private const int CurrentDirectory = -100;
    private const uint WantInode = 0x100;

    /// <summary>Offsets and size of struct statx, the same on every architecture.</summary>
    private const int Size = 256;
    private const int InodeAt = 32;
    private const int MajorAt = 136;
    private const int MinorAt = 140;

    /// <summary>Null when there is no such file, it may not be looked at, or the C library is too old for the question.</summary>
    public static FileIdentity? Of(string path)
    {
        Span<byte> buffer = stackalloc byte[Size];
        try
        {
            return Look(CurrentDirectory, path, 0, WantInode, ref MemoryMarshal.GetReference(buffer)) == 0
                ? new FileIdentity(
                    MemoryMarshal.Read<uint>(buffer[MajorAt..]), MemoryMarshal.Read<uint>(buffer[MinorAt..]), MemoryMarshal.Read<ulong>(buffer[InodeAt..]))
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Look(int directory, string path, int flags, uint mask, ref byte result);
}
