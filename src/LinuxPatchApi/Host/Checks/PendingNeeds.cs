using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Host.Checks;

/// <summary>What the pending updates write, and where. Reckoned once for each reading of what is offered and installed: every look of health asks for
/// several file systems.</summary>
internal sealed class PendingNeeds(DpkgPaths paths, UpdateCache patches, InstalledCache installed)
{
    private Known? _known;

    /// <summary>Null when that is not known.</summary>
    public IReadOnlyList<DiskNeed>? Now()
    {
        var (offered, present) = (patches.Latest, installed.Latest);
        if (_known is not { } known || !ReferenceEquals(known.Offered, offered) || !ReferenceEquals(known.Present, present))
        {
            _known = known = new Known(offered, present, Of(offered, present));
        }

        return known.Needs;
    }

    private IReadOnlyList<DiskNeed>? Of(UpdatesSnapshot? offered, InstalledInventory? present)
    {
        if (UpdateNeeds.Of(offered, present) is not { } needs)
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

    private sealed record Known(UpdatesSnapshot? Offered, InstalledInventory? Present, IReadOnlyList<DiskNeed>? Needs);

    private static long Bytes(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
