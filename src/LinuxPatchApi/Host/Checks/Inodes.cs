using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Host.Checks;

/// <summary>
/// How many files a file system may hold, and how many more: without a free inode none can be created, however many bytes are free.
/// </summary>
/// <param name="Total">0 where the file system sets no limit (btrfs).</param>
/// <param name="Free">For processes without privileges.</param>
internal readonly record struct Inodes(long Total, long Free)
{
    /// <summary>Offsets of f_files and f_favail in struct statvfs.</summary>
    private const int TotalAt = 40;
    private const int FreeAt = 56;

    /// <summary>Returns null when the file system cannot be examined.</summary>
    public static Inodes? Of(string path)
    {
        Span<byte> buffer = stackalloc byte[LibC.StatVfsBytes];
        return LibC.StatVfs(path, buffer)
            ? new Inodes(MemoryMarshal.Read<long>(buffer[TotalAt..]), MemoryMarshal.Read<long>(buffer[FreeAt..]))
            : null;
    }
}
