using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files;

/// <summary>
/// What stat(2) shows of a file. Two equal stamps mean: the same content, owner and mode. mtime and length alone do not suffice: a copy that
/// keeps its times (<c>cp -p</c>, <c>rsync -t</c>, an unpacked archive) has those of another file.
/// </summary>
/// <param name="Inode">With its device: differs when the file was replaced.</param>
/// <param name="Changed">ctime in nanoseconds: the last change of content, owner or mode, which nobody can set (inode(7)).</param>
internal readonly record struct FileStamp(bool Exists, ulong Inode, ulong Device, long Modified, long Changed, long Length, string? Target)
{
    /// <summary>STATX_TYPE | STATX_MTIME | STATX_CTIME | STATX_INO | STATX_SIZE.</summary>
    private const uint Wanted = 0x1 | 0x40 | 0x80 | 0x100 | 0x200;

    /// <summary>Offsets in struct statx, the same on every architecture.</summary>
    private const int InodeAt = 32;
    private const int SizeAt = 40;
    private const int ChangedAt = 96;
    private const int ModifiedAt = 112;
    private const int DeviceAt = 136;

    public static FileStamp Of(string path)
    {
        try
        {
            var target = FinalTarget(path);
            Span<byte> told = stackalloc byte[LibC.StatXBytes];
            return LibC.StatX(target ?? path, Wanted, told)
                ? new FileStamp(
                    true, Number(told[InodeAt..]), Number(told[DeviceAt..]), Time(told[ModifiedAt..]), Time(told[ChangedAt..]), (long)Number(told[SizeAt..]), target)
                : new FileStamp { Target = target };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>
    /// Returns the final target of a symbolic link; null when <paramref name="path"/> is not a link, or the links form a loop.
    /// </summary>
    public static string? FinalTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ulong Number(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ulong>(bytes);

    /// <summary>struct statx_timestamp: seconds, then nanoseconds.</summary>
    private static long Time(ReadOnlySpan<byte> bytes) =>
        (MemoryMarshal.Read<long>(bytes) * 1_000_000_000) + MemoryMarshal.Read<uint>(bytes[sizeof(long)..]);
}
