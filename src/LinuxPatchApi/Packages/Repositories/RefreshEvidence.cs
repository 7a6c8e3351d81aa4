using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>
/// What the files say of a refresh, whatever the package manager reports: apt calls one a success that could write no index.
/// </summary>
/// <param name="repositories">Null where the configured repositories are unknown.</param>
/// <param name="places">Null where it is unknown where the indexes are.</param>
/// <param name="free">Returns the free bytes of a directory's file system; null when unknown.</param>
/// <param name="isEmpty">Returns true when a directory has no file of any repository.</param>
internal sealed class RefreshEvidence(
    IRepositories? repositories, Func<WrittenPlaces>? places, Func<Mounts> mounts, Func<string, long?> free, Func<string, bool> isEmpty)
{
    /// <summary>Returns why the indexes cannot be written; null when they can, as far as is known.</summary>
    public PackageFailure? Place() => places is null ? null : PlaceFault.Of([AgentFile.End(places().Indexes)], mounts(), free);

    /// <summary>Returns the configured repositories without data on this host, by their names.</summary>
    public IReadOnlyList<string> LeftOut()
    {
        // One without an index for the host's architecture may be read all the same; on a full file system it was not.
        var read = repositories?.Read() ?? [];
        return read.Any(r => !r.HasIndex)
            ? [.. read.Where(r => r.IsMissing || (!r.HasIndex && Place() is not null) || (r.IsUnseen && IsNothingWritten()))
                .Select(r => r.Name)]
            : [.. read.Where(r => r.IsMissing).Select(r => r.Name)];
    }

    /// <summary>
    /// True when none of the configured repositories has data here, or none is configured: "no updates" would say more than is known.
    /// </summary>
    public bool IsBlind() => repositories?.Read() is { } read
        && (read.All(r => r.IsMissing) || (read.All(r => r.IsUnseen) && IsNothingWritten()));

    /// <summary>True when the indexes cannot be written, or there is none of any repository.</summary>
    private bool IsNothingWritten() => places is not null && (Place() is not null || isEmpty(places().Indexes));

    /// <summary>A lock file apart.</summary>
    public static bool IsEmpty(string directory)
    {
        try
        {
            return Directory.EnumerateFiles(directory).All(file => Path.GetFileName(file) == "lock");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is DirectoryNotFoundException;
        }
    }
}
