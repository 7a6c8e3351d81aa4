using LinuxPatchApi.Files;
namespace LinuxPatchApi.Pki;

/// <summary>Keeps two commands from using one directory at once. The kernel releases the lock when the process ends.</summary>
internal static class PkiLock
{
    /// <summary>Takes the lock. Null when another process holds it or the directory cannot be written.</summary>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            RegularFile.Check(path);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
