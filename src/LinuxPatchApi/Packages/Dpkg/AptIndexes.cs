using System.Collections.Concurrent;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Dpkg;

/// <summary>
/// What the configured repositories can give, from the indexes that apt keeps on disk. PackageKit below 1.4.0 cannot list
/// versions other than the candidate, and needs 5 s and 200 MB to list a whole distribution.
/// </summary>
internal sealed class AptIndexes(DpkgPaths paths)
{
    private const string Suffix = "_Packages";
    private readonly ConcurrentDictionary<string, string> _repositories = new(StringComparer.Ordinal);
    private Listing _listing = new(default, false);

    /// <summary>Changes when the lists do; null when there are none. One stat, unless they did.</summary>
    public DateTimeOffset? ChangedAt()
    {
        var lists = new DirectoryInfo(paths.Lists);
        if (!lists.Exists)
        {
            return null;
        }

        var changed = lists.LastWriteTimeUtc;
        var listing = _listing;
        if (listing.Changed != changed)
        {
            _listing = listing = new Listing(changed, lists.EnumerateFiles("*" + Suffix).Any());
        }

        return listing.HasIndexes ? new DateTimeOffset(changed) : null;
    }

    /// <summary>Every version of one package, newest first.</summary>
    public IReadOnlyList<AvailablePackage> Versions(string name, CancellationToken cancellationToken)
    {
        var found = new List<AvailablePackage>();
        var wanted = System.Text.Encoding.UTF8.GetBytes(name);
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.Is("Package"u8, wanted) && Parse(paragraph, repository) is { } package)
                {
                    found.Add(package);
                }

                return true;
            },
            cancellationToken);

        return [.. found.OrderByDescending(p => p.Version, DebianVersion.Order)];
    }

    /// <summary>Exact versions of several packages in one pass; what no index has is missing.</summary>
    public IReadOnlyDictionary<(string Name, string Version), AvailablePackage> Find(
        IReadOnlySet<(string Name, string Version)> wanted, CancellationToken cancellationToken)
    {
        var names = wanted.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<(string, string), AvailablePackage>();
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.First("Package"u8) is { } name && names.Contains(name)
                    && Parse(paragraph, repository) is { } package && wanted.Contains((name, package.Version)))
                {
                    found.TryAdd((name, package.Version), package with { Sha256 = paragraph.First("SHA256"u8) });
                }

                return found.Count < wanted.Count;
            },
            cancellationToken);

        return found;
    }

    /// <summary>The newest version of every package that <paramref name="accept"/> takes by name.</summary>
    public IReadOnlyCollection<AvailablePackage> Newest(Func<string, bool> accept, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<PackageKey, AvailablePackage>();
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.First("Package"u8) is { } name && accept(name) && Parse(paragraph, repository) is { } package
                    && (!newest.TryGetValue(package.Key, out var known) || DebianVersion.Order.Compare(known.Version, package.Version) < 0))
                {
                    newest[package.Key] = package;
                }

                return true;
            },
            cancellationToken);

        return newest.Values;
    }

    /// <summary>The repository's name as PackageKit writes it: origin-suite-component in lower case. Pure.</summary>
    public static string RepositoryName(string? origin, string? suite, string component) =>
        $"{origin}-{suite}-{component}".Trim('-').ToLowerInvariant().Replace(' ', '_');

    /// <summary>Every paragraph of every index, until <paramref name="visitor"/> has seen enough of that index.</summary>
    private void ReadAll(Func<ControlParagraph, string, bool> visitor, CancellationToken cancellationToken)
    {
        foreach (var (path, repository) in Files())
        {
            try
            {
                ControlFile.Read(path, paragraph => visitor(paragraph, repository), cancellationToken);
            }
            catch (FileNotFoundException)
            {
                // A refresh replaces indexes by rename: its packages are missing from this one answer.
            }
        }
    }

    private static AvailablePackage? Parse(ControlParagraph paragraph, string repository) =>
        paragraph.First("Package"u8) is { } name && paragraph.First("Version"u8) is { } version
            ? new AvailablePackage(null, name, string.Intern(paragraph.First("Architecture"u8) ?? ""), version, repository, paragraph.First("Description"u8) ?? "")
            {
                SizeBytes = long.TryParse(paragraph.First("Installed-Size"u8), out var kibibytes) ? kibibytes * 1024 : null,
                DownloadBytes = long.TryParse(paragraph.First("Size"u8), out var bytes) ? bytes : null,
            }
            : null;

    private IEnumerable<(string Path, string Repository)> Files()
    {
        if (!Directory.Exists(paths.Lists))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(paths.Lists, "*" + Suffix).Order(StringComparer.Ordinal))
        {
            yield return (path, Repository(path));
        }
    }

    /// <summary>
    /// While apt verifies a release file it belongs to apt's own user alone, and the agent, root without capabilities, cannot read it:
    /// the name of the last time counts then.
    /// </summary>
    private string Repository(string path)
    {
        try
        {
            return _repositories[path] = ReadRepository(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return _repositories.GetValueOrDefault(path) ?? Path.GetFileName(path[..^Suffix.Length]);
        }
    }

    /// <summary>File names are <c>HOST_PATH_dists_SUITE_COMPONENT_binary-ARCH_Packages</c>; the release file lies beside them.</summary>
    private static string ReadRepository(string path)
    {
        var stem = path[..^Suffix.Length];
        var binary = stem.LastIndexOf("_binary-", StringComparison.Ordinal);
        var component = binary < 0 ? "" : stem[..binary];
        var split = component.LastIndexOf('_');
        if (split < 0)
        {
            return Path.GetFileName(stem);
        }

        string? origin = null, suite = null;
        foreach (var release in new[] { component[..split] + "_InRelease", component[..split] + "_Release" }.Where(File.Exists).Take(1))
        {
            ControlFile.Read(
                release,
                paragraph =>
                {
                    origin ??= paragraph.First("Origin"u8);
                    suite ??= paragraph.First("Suite"u8) ?? paragraph.First("Codename"u8);
                    return suite is null;
                },
                CancellationToken.None);
        }

        return RepositoryName(origin, suite, component[(split + 1)..]);
    }

    /// <param name="Changed">The directory's own time; another one means that it has to be read again.</param>
    private sealed record Listing(DateTime Changed, bool HasIndexes);
}
