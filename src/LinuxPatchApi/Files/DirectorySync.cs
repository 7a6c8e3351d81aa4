using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files;

/// <summary>Syncs a directory, which makes a rename in it durable; the base library opens no directories.</summary>
internal static class DirectorySync
{
    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        var descriptor = LibC.OpenDirectory(directory);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open the directory {directory}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
        var result = LibC.Flush(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = LibC.Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"cannot flush the directory {directory}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }
}
