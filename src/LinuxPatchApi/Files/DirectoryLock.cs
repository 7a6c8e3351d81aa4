using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files;

/// <summary>
/// An flock(2) on the directory itself, which survives the removal of any file in it. The kernel releases it when the process ends, however
/// it ends.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    /// <summary>LOCK_EX | LOCK_NB.</summary>
    private const int ExclusiveAtOnce = 2 | 4;

    /// <summary>LOCK_UN.</summary>
    private const int Unlock = 8;

    /// <summary>EWOULDBLOCK: flock(2) by another process; also what .NET reports for a file that it cannot lock.</summary>
    public const int WouldBlock = 11;

    private int _descriptor;

    private DirectoryLock(int descriptor) => _descriptor = descriptor;

    /// <returns>The lock, or null and whether another process holds it. Null and false when the directory cannot be locked at
    /// all.</returns>
    public static (DirectoryLock? Lock, bool IsHeld) TryAcquire(string directory)
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
            // A process that forks at this moment has a copy of the descriptor, with which the lock would live on.
            _ = LibC.TryLock(descriptor, Unlock);
            _ = LibC.Close(descriptor);
        }
    }
}
