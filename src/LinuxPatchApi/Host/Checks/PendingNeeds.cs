using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Host.Checks;

/// <summary>
/// What the pending updates write, and where. Computed once for each reading of offered and installed packages, because every health
/// request needs it for several file systems.
/// </summary>
/// <param name="places">Null when the package manager's directories are unknown.</param>
internal sealed class PendingNeeds(Func<WrittenPlaces>? places, UpdateCache patches, InstalledCache installed)
{
    private Known? _known;

    /// <summary>Null when the pending updates are unknown.</summary>
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

        DiskNeed installed = new(InstalledPlace, needs.Growth + needs.Largest, needs.Largest);
        if (places?.Invoke() is not { } written)
        {
            return [installed];
        }

        // The database is rewritten next to the old one, and the previous one is kept; indexes are fetched next to the old ones.
        var database = needs.Updates == 0 || written.Database is null ? 0 : Bytes(written.Database);
        return
        [
            installed,
            new(written.Files, needs.Download, 0),
            .. written.Database is { } file ? new[] { new DiskNeed(file, 2 * database, database) } : [],
            new(written.Indexes, All(written.Indexes), 0),
        ];
    }

    /// <summary>Where almost all files of a package are installed.</summary>
    private const string InstalledPlace = "/usr";

    private static long All(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? new DirectoryInfo(directory).EnumerateFiles().Sum(f => f.Length) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private sealed record Known(UpdatesSnapshot? Offered, InstalledInventory? Present, IReadOnlyList<DiskNeed>? Needs);

    private static long Bytes(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
