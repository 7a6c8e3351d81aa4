using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Knowledge;

namespace LinuxPatchApi.Host.Checks;

/// <summary>What the pending updates write, and where, from the last reading of them.</summary>
internal sealed class PendingNeeds(DpkgPaths paths, PatchKnowledge patches, InstalledKnowledge installed)
{
    /// <summary>Null when that is not known.</summary>
    public IReadOnlyList<DiskNeed>? Now()
    {
        if (UpdateNeeds.Of(patches.Latest, installed.Latest) is not { } needs)
        {
            return null;
        }

        // dpkg writes its status file anew beside the old one and keeps the one before; apt fetches indexes beside the old ones.
        var status = needs.Updates == 0 ? 0 : Bytes(paths.Status);
        return
        [
            new(InstalledPlace, needs.Growth + needs.Largest, needs.Largest),
            new(paths.Archives, needs.Download, 0),
            new(paths.Status, 2 * status, status),
            new(paths.Lists, Lists(), 0),
        ];
    }

    /// <summary>Where nearly all of a package lies.</summary>
    private const string InstalledPlace = "/usr";

    private long Lists()
    {
        try
        {
            return Directory.Exists(paths.Lists) ? new DirectoryInfo(paths.Lists).EnumerateFiles().Sum(f => f.Length) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static long Bytes(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
