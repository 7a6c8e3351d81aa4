using System.Runtime.InteropServices;
using System.Text;
using LinuxPatchApi.Native;
using Microsoft.Win32.SafeHandles;

namespace LinuxPatchApi.Files;

/// <summary>
/// Opens regular files only. Any file of the host may have been replaced by a FIFO, whose open blocks until it has a writer, a device,
/// which may never end, or a socket; an agent that blocks on one of them answers nobody. The files of /proc are regular.
/// </summary>
internal static class RegularFile
{
    private const uint WantType = 0x1;

    /// <summary>Offset of the mode in struct statx, the same on every architecture.</summary>
    private const int ModeAt = 28;

    /// <summary>Offset of the device numbers of a device in struct statx, and those of /dev/null (null(4)).</summary>
    private const int DeviceAt = 128;
    private const uint NullMajor = 1;
    private const uint NullMinor = 3;

    /// <summary>S_IFMT and its values (inode(7)).</summary>
    private const int TypeBits = 0xf000;
    private const int Fifo = 0x1000;
    private const int CharacterDevice = 0x2000;
    private const int DirectoryType = 0x4000;
    private const int BlockDevice = 0x6000;
    private const int Regular = 0x8000;
    private const int Socket = 0xc000;

    /// <summary>ENXIO: open(2) of a socket.</summary>
    private const int NoSuchDevice = 6;

    /// <summary>open(2).</summary>
    private const int NotThere = 2;
    private const int NoDirectory = 20;
    private const int NotAllowed = 1;
    private const int Denied = 13;

    /// <summary>
    /// Throws the exceptions of <see cref="File.OpenRead"/>, and <see cref="IOException"/> for anything but a regular file.
    /// </summary>
    /// <param name="bufferBytes">Size of the stream's buffer; 0 for callers with a buffer of their own.</param>
    public static FileStream Open(string path, int bufferBytes = 0) => new(Handle(path), FileAccess.Read, bufferBytes);

    /// <summary>As <see cref="Open"/>, for positional reads.</summary>
    public static SafeFileHandle Handle(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var handle = LibC.OpenNonBlocking(path) ?? throw Failure(path, Marshal.GetLastPInvokeError());
        Span<byte> buffer = stackalloc byte[LibC.StatXBytes];
        if (LibC.StatX(handle, WantType, buffer) && Refusal(buffer) is { } why)
        {
            handle.Dispose();
            throw new IOException($"{path} {why}");
        }

        LibC.MakeBlocking(handle);
        return handle;
    }

    /// <summary>
    /// Checks a file before it is opened for writing, which may block: throws <see cref="IOException"/> where something other than a
    /// regular file is in its place.
    /// </summary>
    public static void Check(string path)
    {
        if (Problem(path) is { } why)
        {
            throw new IOException($"{path} {why}");
        }
    }

    /// <summary>
    /// Returns what is in the place of a regular file; null for a regular file, and where there is nothing. Follows links.
    /// </summary>
    public static string? Problem(string path)
    {
        Span<byte> buffer = stackalloc byte[LibC.StatXBytes];
        return LibC.StatX(path, WantType, buffer) ? Refusal(buffer) : null;
    }

    /// <summary>True for a regular file and for a link to one.</summary>
    public static bool Exists(string path)
    {
        Span<byte> buffer = stackalloc byte[LibC.StatXBytes];
        return LibC.StatX(path, WantType, buffer) && Refusal(buffer) is null;
    }

    /// <summary>
    /// True for /dev/null and links to it. Administrators put such a link in the place of a configuration file that is to have no effect,
    /// so for programs that read the file it is an empty one.
    /// </summary>
    public static bool IsNull(string path)
    {
        Span<byte> buffer = stackalloc byte[LibC.StatXBytes];
        return LibC.StatX(path, WantType, buffer) && (MemoryMarshal.Read<ushort>(buffer[ModeAt..]) & TypeBits) == CharacterDevice
            && MemoryMarshal.Read<uint>(buffer[DeviceAt..]) == NullMajor
            && MemoryMarshal.Read<uint>(buffer[(DeviceAt + sizeof(uint))..]) == NullMinor;
    }

    public static string ReadAllText(string path) => ReadAllText(path, Encoding.UTF8);

    public static string ReadAllText(string path, Encoding encoding)
    {
        using var reader = new StreamReader(Open(path), encoding);
        return reader.ReadToEnd();
    }

    public static string[] ReadAllLines(string path) => [.. ReadLines(path)];

    public static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(Open(path), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public static byte[] ReadAllBytes(string path)
    {
        using var file = Open(path);
        using var all = new MemoryStream();
        file.CopyTo(all);
        return all.ToArray();
    }

    private static string? Refusal(ReadOnlySpan<byte> buffer) => (MemoryMarshal.Read<ushort>(buffer[ModeAt..]) & TypeBits) switch
    {
        Regular => null,
        Fifo => "is a FIFO, a regular file is needed",
        CharacterDevice or BlockDevice => "is a device, a regular file is needed",
        DirectoryType => "is a directory, a file is needed",
        Socket => "is a socket, a regular file is needed",
        _ => "is not a regular file",
    };

    private static Exception Failure(string path, int error) => error switch
    {
        NotThere => Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? new FileNotFoundException($"{path}: the file does not exist", path)
            : new DirectoryNotFoundException($"{path}: the directory does not exist"),
        NoDirectory => new DirectoryNotFoundException($"{path}: the directory does not exist"),
        NotAllowed or Denied => new UnauthorizedAccessException($"{path}: permission denied"),
        NoSuchDevice => new IOException($"{path} {Problem(path) ?? "is not a regular file"}"),
        _ => new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };
}
