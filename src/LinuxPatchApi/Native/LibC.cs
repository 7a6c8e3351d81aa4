using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LinuxPatchApi.Native;

/// <summary>
/// Calls of the C library that the base library does not offer. Each is bound by name at its first use, where a missing one throws <see
/// cref="EntryPointNotFoundException"/>. Numbers and structures are those of the kernel's ABI, which does not change.
/// </summary>
internal static unsafe partial class LibC
{
    /// <summary>Bytes of <c>struct statx</c>, the same on every architecture.</summary>
    public const int StatXBytes = 256;

    /// <summary>AT_FDCWD.</summary>
    private const int CurrentDirectory = -100;

    /// <summary>
    /// prctl(2): no core dumps, no new privileges. Breaks: a kernel that refuses an option returns -1, which is logged at the start.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    /// <summary>
    /// syscall(2), for seccomp(2), which has no wrapper. Breaks: when .NET itself needs a call that the filter refuses, which is only
    /// execve and execveat; another architecture has other numbers and is not filtered, which is logged at the start.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint operation, nint flags, void* argument);

    /// <summary>geteuid(2). Breaks: never.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>O_RDONLY | O_CLOEXEC.</summary>
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>
    /// open(2), for directories, which <see cref="File"/> does not open. Breaks: O_CLOEXEC is 0x80000 on x86-64 and arm64 only. Obsolete
    /// once .NET can sync a directory.
    /// </summary>
    public static int OpenDirectory(string path) => Open(path, ReadOnlyCloseOnExec);

    /// <summary>fsync(2). As <see cref="OpenDirectory"/>.</summary>
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Flush(int descriptor);

    /// <summary>link(2). Breaks: where the file system has no hard links, which /var/lib of no supported host lacks.</summary>
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string name);

    /// <summary>close(2). As <see cref="OpenDirectory"/>.</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>
    /// flock(2), on a descriptor of <see cref="OpenDirectory"/>. Breaks: never on local file systems; NFS before Linux 2.6.12 locks within
    /// one host only.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int TryLock(int descriptor, int operation);

    /// <summary>
    /// malloc_trim(3): returns OpenSSL's freed memory to the system. Breaks: musl lacks it and returns memory by itself, which the caller
    /// accepts. With another allocator it has no effect, and memory grows after load.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    public static partial int TrimHeap(nuint keep);

    /// <summary>
    /// madvise(2). Breaks: discards the content of modified pages, so the caller only passes ranges without any (docs/decisions/0012).
    /// </summary>
    [LibraryImport("libc", EntryPoint = "madvise")]
    public static partial int Advise(nuint start, nuint length, int advice);

    /// <summary>fcntl(2) with F_GETLK. Breaks: <see cref="FileLock"/> has the layout of 64-bit Linux.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl")]
    public static partial int QueryLock(SafeFileHandle file, int command, ref FileLock wanted);

    /// <summary>
    /// statx(2): owner, inode and ctime of a file, which the base library does not offer. Follows links. Breaks: glibc before 2.28 lacks
    /// it: <see cref="EntryPointNotFoundException"/>.
    /// </summary>
    /// <param name="mask">The requested fields.</param>
    /// <param name="buffer">Receives struct statx; <see cref="StatXBytes"/> long.</param>
    /// <returns>False when the file does not exist or may not be inspected.</returns>
    public static bool StatX(string path, uint mask, Span<byte> buffer) =>
        CallStatX(CurrentDirectory, path, 0, mask, ref MemoryMarshal.GetReference(buffer)) == 0;

    /// <summary>fchown(2), which the base library does not offer. Breaks: never.</summary>
    /// <returns>Negative when this process may not do that.</returns>
    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    /// <summary>Bytes for <c>struct statvfs</c>, which has 112 with glibc and with musl.</summary>
    public const int StatVfsBytes = 256;

    /// <summary>
    /// statvfs(3): the inodes of a file system, which the base library does not offer. Breaks: on 64-bit Linux its first eight fields are
    /// words of eight bytes, with glibc and with musl; others are not built for.
    /// </summary>
    /// <param name="buffer">Receives struct statvfs; <see cref="StatVfsBytes"/> long.</param>
    public static bool StatVfs(string path, Span<byte> buffer) => CallStatVfs(path, ref MemoryMarshal.GetReference(buffer)) == 0;

    /// <summary>TIOCGWINSZ.</summary>
    private const nuint GetWindowSize = 0x5413;

    /// <summary>
    /// ioctl(2) with TIOCGWINSZ: the columns of a terminal, for which the base library reads the whole terminal database. Breaks: the
    /// number is another on architectures that are not built for.
    /// </summary>
    /// <returns>Null when it is no terminal, or one that does not know its size.</returns>
    public static int? Columns(int descriptor)
    {
        ulong size = 0; // struct winsize: rows, columns and two more, of two bytes each.
        return CallWindowSize(descriptor, GetWindowSize, ref size) == 0 && (size >> 16 & ushort.MaxValue) is var columns and > 0
            ? (int)columns
            : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int CallWindowSize(int descriptor, nuint request, ref ulong size);

    /// <summary>getxattr(2), which the base library does not offer. Follows links. Breaks: never.</summary>
    /// <returns>The length of the value; negative when there is none, or it is longer than <paramref name="value"/>.</returns>
    public static int GetAttribute(string path, string name, Span<byte> value) =>
        (int)CallGetAttribute(path, name, ref MemoryMarshal.GetReference(value), (nuint)value.Length);

    /// <summary>setxattr(2). As <see cref="GetAttribute"/>.</summary>
    public static bool SetAttribute(string path, string name, ReadOnlySpan<byte> value) =>
        CallSetAttribute(path, name, ref MemoryMarshal.GetReference(value), (nuint)value.Length, 0) == 0;

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint CallGetAttribute(string path, string name, ref byte value, nuint size);

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallSetAttribute(string path, string name, ref byte value, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallStatVfs(string path, ref byte buffer);

    /// <summary>O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC.</summary>
    private const int ReadWithoutWaiting = 0x800 | 0x100 | 0x80000;

    /// <summary>AT_EMPTY_PATH: the descriptor itself.</summary>
    private const int DescriptorItself = 0x1000;

    /// <summary>F_SETFL.</summary>
    private const int SetFlags = 4;

    /// <summary>
    /// open(2) without blocking: <see cref="File"/> lacks O_NONBLOCK, and its open of a FIFO blocks until somebody writes to it, or for
    /// ever. Breaks: as <see cref="OpenDirectory"/>, for the flags.
    /// </summary>
    public static SafeFileHandle? OpenNonBlocking(string path)
    {
        var descriptor = Open(path, ReadWithoutWaiting);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Clears O_NONBLOCK, which <see cref="FileStream"/> does not support. Breaks: never.</summary>
    public static void MakeBlocking(SafeFileHandle file) => _ = SetFlag(file, SetFlags, 0);

    /// <summary>As <see cref="StatX(string, uint, Span{byte})"/>, for an open file.</summary>
    public static bool StatX(SafeFileHandle file, uint mask, Span<byte> buffer) =>
        CallStatX(file, "", DescriptorItself, mask, ref MemoryMarshal.GetReference(buffer)) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int SetFlag(SafeFileHandle file, int command, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallStatX(SafeFileHandle file, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallStatX(int directory, string path, int flags, uint mask, ref byte buffer);

    /// <summary>struct flock of 64-bit Linux; covers the complete file when start and length are 0.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Pid;
    }
}
