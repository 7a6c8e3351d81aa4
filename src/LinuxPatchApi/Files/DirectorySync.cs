using System.Runtime.InteropServices;

namespace LinuxPatchApi.Files;

/// <summary>fsync of a directory, which makes a rename in it durable; the base library opens no directories.</summary>
internal static partial class DirectorySync
{
    /// <summary>O_RDONLY | O_CLOEXEC: open(2), the same number on x86-64 and arm64.</summary>
    private const int OpenReadOnlyCloseOnExec = 0x80000;

    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        int descriptor = Open(directory, OpenReadOnlyCloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open the directory {directory}: errno {Marshal.GetLastPInvokeError()}");
        }
        int result = Fsync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"cannot flush the directory {directory}: errno {error}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
