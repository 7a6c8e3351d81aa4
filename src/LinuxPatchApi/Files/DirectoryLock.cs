using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files;

/// <summary>
/// flock(2) on a directory itself, which no removal of a file in it undoes. The kernel takes it back when the process ends, however it ends.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    /// <summary>LOCK_EX | LOCK_NB.</summary>
    private const int ExclusiveAtOnce = 2 | 4;

    private const int WouldBlock = 11;
    private int _descriptor;

    private DirectoryLock(int descriptor) => _descriptor = descriptor;

    /// <returns>The lock; or none, and whether another process has it. Neither where the directory cannot be locked at all.</returns>
    public static (DirectoryLock? Lock, bool IsHeld) Take(string directory)
    {
        var descriptor = LibC.OpenDirectory(directory);
        if (descriptor < 0)
        {
            return (null, false);
        }

        if (LibC.TryLock(descriptor, ExclusiveAtOnce) == 0)
        {
            return (new DirectoryLock(descriptor), false);
        }

        var error = Marshal.GetLastPInvokeError();
        _ = LibC.Close(descriptor);
        return (null, error == WouldBlock);
    }

    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
        {
            _ = LibC.Close(descriptor);
        }
    }
}
