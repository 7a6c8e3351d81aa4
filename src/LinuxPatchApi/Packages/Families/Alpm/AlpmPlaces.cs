using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// Where pacman's files are by its present configuration. It is read again when one of its files changed; each access costs a stat of each.
/// </summary>
internal sealed class AlpmPlaces(string root)
{
    private const string DefaultCache = "var/cache/pacman/pkg";
    private const string DefaultKeys = "etc/pacman.d/gnupg";

    private Known? _known;

    /// <summary>The installed packages.</summary>
    public string Local => Path.Combine(Present.Database, "local");

    /// <summary>The repositories' databases.</summary>
    public string Sync => Path.Combine(Present.Database, "sync");

    public string Lock => Path.Combine(Present.Database, "db.lck");

    /// <summary>The first CacheDir.</summary>
    public string Cache => Present.Cache;

    /// <summary>GPGDir.</summary>
    public string Keys => Present.Keys;

    /// <summary>The names of the repositories that a refresh reads; empty when they are not known.</summary>
    public IReadOnlyList<string> Repositories => Present.Repositories;

    /// <summary>Those of <see cref="Repositories"/> whose database counts only with a signature.</summary>
    public IReadOnlyCollection<string> SignedDatabases => Present.SignedDatabases;

    private Known Present
    {
        get
        {
            if (_known is not { } known || known.Stamp != DatabaseFiles.Stamp([.. known.Files]))
            {
                var read = PacmanConf.Read(root);
                var conf = read.IsSuccess ? read.Value : null; // A file that cannot be read is told with the holds.
                var files = conf?.Paths ?? (IReadOnlyCollection<string>)[Path.Combine(root, "etc/pacman.conf")];
                _known = known = new Known(
                    DatabaseFiles.Stamp([.. files]),
                    files,
                    Below(conf?.DatabaseDirectory ?? PacmanConf.DefaultDatabase),
                    Below(conf?.CacheDirectory ?? DefaultCache),
                    Below(conf?.KeyDirectory ?? DefaultKeys),
                    [.. conf?.Repositories ?? []],
                    [.. conf?.SignedDatabases ?? []]);
            }

            return known;
        }
    }

    private string Below(string path) => Path.Combine(root, path.TrimStart('/'));

    private sealed record Known(
        DatabaseStamp? Stamp, IReadOnlyCollection<string> Files, string Database, string Cache, string Keys,
        IReadOnlyList<string> Repositories, IReadOnlyCollection<string> SignedDatabases);
}
