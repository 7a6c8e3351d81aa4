using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files;

/// <summary>fsync of a directory, which makes a rename in it durable; the base library opens no directories.</summary>
internal static class DirectorySync
{
    /// <summary>O_RDONLY | O_CLOEXEC: open(2), the same number on x86-64 and arm64.</summary>
    private const int OpenReadOnlyCloseOnExec = 0x80000;

    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        int descriptor = LibC.Open(directory, OpenReadOnlyCloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open the directory {directory}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
        int result = LibC.Flush(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = LibC.Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"cannot flush the directory {directory}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }
}
