using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>
/// Finds the file system that keeps the package manager from writing by its state, where no message names it: apt reports success when it
/// cannot write. Pure: the table of mounts and the free space are given.
/// </summary>
internal static class PlaceFault
{
    /// <summary>
    /// Free bytes below which a file system is full. Origin: the index of any distribution, and the file of nearly any package, takes more;
    /// who cannot write any more has filled it up to the last page.
    /// </summary>
    private const long NoSpace = 256 * 1024;

    /// <summary>Returns null when all directories can be written, as far as is known.</summary>
    /// <param name="directories">Those that the package manager has to write.</param>
    /// <param name="free">Returns the free bytes of a directory's file system; null when unknown, as for one that does not exist.</param>
    public static PackageFailure? Of(IEnumerable<string> directories, Mounts mounts, Func<string, long?> free)
    {
        foreach (var directory in directories)
        {
            var place = $"the file system {mounts.PointOf(directory) ?? directory}, which holds {directory},";
            if (mounts.IsReadOnly(directory))
            {
                return new PackageFailure(JobErrorCode.ReadOnly, $"{place} is read-only", Retryable: false);
            }

            if (Free(directory, free) is { } bytes and < NoSpace)
            {
                return new PackageFailure(JobErrorCode.DiskFull, $"{place} is full ({bytes} bytes are free)", Retryable: false);
            }
        }

        return null;
    }

    /// <summary>True for a failure that a file system may have caused without being named: none of these codes says why.</summary>
    public static bool MayCause(PackageFailure? failure) =>
        failure?.Code is null or JobErrorCode.PackageManagerError or JobErrorCode.CacheRefreshError or JobErrorCode.NetworkError;

    /// <summary>A directory that does not exist yet will be on the file system of the one above.</summary>
    private static long? Free(string directory, Func<string, long?> free)
    {
        for (var path = directory; path is { Length: > 0 }; path = Path.GetDirectoryName(path))
        {
            if (free(path) is { } bytes)
            {
                return bytes;
            }
        }

        return null;
    }
}
