using System.Collections.Concurrent;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>
/// What the configured repositories can give, from the indexes that apt keeps on disk. PackageKit below 1.4.0 cannot list
/// versions other than the candidate, and needs 5 s and 200 MB to list a whole distribution.
/// </summary>
internal sealed class AptIndexes(DpkgPaths paths)
{
    /// <summary>apt_preferences(5): 500, but 1 for a NotAutomatic repository, 100 with ButAutomaticUpgrades.</summary>
    private const int DefaultPriority = 500;

    private readonly ConcurrentDictionary<string, (string Name, bool Security, int Priority)> _repositories = new(StringComparer.Ordinal);
    private readonly AptSettings _settings = new(paths);
    private Listing _listing = new(default, false);

    /// <summary>Why an update does not go in.</summary>
    public BlockReasons Reasons => new(paths, this);

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
            _listing = listing = new Listing(changed, lists.EnumerateFiles("*" + IndexFile.Suffix + "*").Any(f => IndexFile.Stem(f.Name) is not null));
        }

        return listing.HasIndexes ? new DateTimeOffset(changed) : null;
    }

    /// <summary>When apt's sources, preferences or configuration were last changed; null where there are none.</summary>
    public DateTimeOffset? SettingsChangedAt() => _settings.ChangedAt();

    /// <summary>An index that is compressed in a way that cannot be read here; null when all can. What it offers is not known then.</summary>
    public string? Unreadable() => Directory.Exists(paths.Lists)
        ? Directory.EnumerateFiles(paths.Lists, "*" + IndexFile.Suffix + "*").FirstOrDefault(p => IndexFile.Stem(p) is not null && !IndexFile.CanRead(p))
        : null;

    /// <summary>Every version that is newer than the installed one of the same package. Whether the package manager would take it is another
    /// question: its preferences rank versions.</summary>
    public IReadOnlyList<IndexedUpdate> Newer(InstalledInventory installed, CancellationToken cancellationToken)
    {
        var found = new List<IndexedUpdate>();
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.First("Package"u8) is { } name && paragraph.First("Version"u8) is { } version
                    && installed.Predecessor(new PackageKey(name, paragraph.First("Architecture"u8) ?? "")) is { } present
                    && DebianVersion.Order.Compare(version, present.Version) > 0
                    && Parse(paragraph, repository.Name) is { } package)
                {
                    found.Add(new IndexedUpdate(
                        package,
                        repository.Security,
                        int.TryParse(paragraph.First("Phased-Update-Percentage"u8), out var percentage) && percentage < 100 ? percentage : null,
                        $"{paragraph.Whole("Pre-Depends"u8)}, {paragraph.Whole("Depends"u8)}"));
                }

                return true;
            },
            cancellationToken);
        return found;
    }

    /// <summary>Which versions give these names, each by itself or by what it provides: the giver, and the version given (null for a provided
    /// name without one).</summary>
    public ILookup<string, string?> Givers(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        var found = new List<(string Name, string? Version)>();
        ReadAll(
            (paragraph, _) =>
            {
                found.AddRange(DebianDependencies.Given(paragraph, names));
                return true;
            },
            cancellationToken);
        return found.ToLookup(f => f.Name, f => f.Version, StringComparer.Ordinal);
    }

    /// <summary>Every version of one package, newest first.</summary>
    public IReadOnlyList<AvailablePackage> Versions(string name, CancellationToken cancellationToken)
    {
        var found = new List<AvailablePackage>();
        var wanted = System.Text.Encoding.UTF8.GetBytes(name);
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.Is("Package"u8, wanted) && Parse(paragraph, repository.Name) is { } package)
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
                    && Parse(paragraph, repository.Name) is { } package && wanted.Contains((name, package.Version)))
                {
                    found.TryAdd((name, package.Version), package with { Sha256 = paragraph.First("SHA256"u8) });
                }

                return found.Count < wanted.Count;
            },
            cancellationToken);

        return found;
    }

    /// <summary>The version of every package that apt would install by default, of those that <paramref name="accept"/> takes by name: the newest
    /// of the repositories with the highest priority (apt_preferences(5)). The host's own preferences are not read here.</summary>
    /// <param name="keep">What is kept of each of them: a whole distribution takes 30 MB as it is read.</param>
    public IReadOnlyCollection<T> Newest<T>(Func<string, bool> accept, Func<AvailablePackage, T> keep, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<PackageKey, (int Priority, string Version, T Kept)>();
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.First("Package"u8) is { } name && accept(name) && Parse(paragraph, repository.Name) is { } package
                    && (!newest.TryGetValue(package.Key, out var known) || known.Priority < repository.Priority
                        || (known.Priority == repository.Priority && DebianVersion.Order.Compare(known.Version, package.Version) < 0)))
                {
                    newest[package.Key] = (repository.Priority, package.Version, keep(package));
                }

                return true;
            },
            cancellationToken);

        return [.. newest.Values.Select(n => n.Kept)];
    }

    /// <summary>The repository's name as PackageKit writes it: origin-suite-component in lower case. Pure.</summary>
    public static string RepositoryName(string? origin, string? suite, string component) =>
        $"{origin}-{suite}-{component}".Trim('-').ToLowerInvariant().Replace(' ', '_');

    /// <summary>Every paragraph of every index, until <paramref name="visitor"/> has seen enough of that index.</summary>
    private void ReadAll(Func<ControlParagraph, (string Name, bool Security, int Priority), bool> visitor, CancellationToken cancellationToken)
    {
        foreach (var (path, repository) in Files())
        {
            try
            {
                IndexFile.Read(path, paragraph => visitor(paragraph, repository), cancellationToken);
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

    private IEnumerable<(string Path, (string Name, bool Security, int Priority) Repository)> Files()
    {
        if (!Directory.Exists(paths.Lists))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(paths.Lists, "*" + IndexFile.Suffix + "*").Where(p => IndexFile.Stem(p) is not null && IndexFile.CanRead(p)).Order(StringComparer.Ordinal))
        {
            yield return (path, Repository(path));
        }
    }

    /// <summary>
    /// While apt verifies a release file it belongs to apt's own user alone, and the agent, root without capabilities, cannot read it:
    /// the name of the last time counts then.
    /// </summary>
    private (string Name, bool Security, int Priority) Repository(string path)
    {
        try
        {
            return _repositories[path] = ReadRepository(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return _repositories.GetValueOrDefault(path, (Path.GetFileName(IndexFile.Stem(path)!), false, DefaultPriority));
        }
    }

    /// <summary>File names are <c>HOST_PATH_dists_SUITE_COMPONENT_binary-ARCH_Packages</c>; the release file lies beside them.</summary>
    private static (string Name, bool Security, int Priority) ReadRepository(string path)
    {
        var stem = IndexFile.Stem(path)!;
        var binary = stem.LastIndexOf("_binary-", StringComparison.Ordinal);
        var component = binary < 0 ? "" : stem[..binary];
        var split = component.LastIndexOf('_');
        if (split < 0)
        {
            return (Path.GetFileName(stem), false, DefaultPriority);
        }

        string? origin = null, suite = null, label = null;
        var priority = DefaultPriority;
        foreach (var release in new[] { component[..split] + "_InRelease", component[..split] + "_Release" }.Where(File.Exists).Take(1))
        {
            ControlFile.Read(
                release,
                paragraph =>
                {
                    origin ??= paragraph.First("Origin"u8);
                    label ??= paragraph.First("Label"u8);
                    priority = !paragraph.Is("NotAutomatic"u8, "yes"u8) ? priority : paragraph.Is("ButAutomaticUpgrades"u8, "yes"u8) ? 100 : 1;
                    suite ??= paragraph.First("Suite"u8) ?? paragraph.First("Codename"u8);
                    return suite is null;
                },
                CancellationToken.None);
        }

        // As PackageKit's apt backend decides.
        var security = (suite?.EndsWith("-security", StringComparison.Ordinal) ?? false) || label == "Debian-Security";
        return (RepositoryName(origin, suite, component[(split + 1)..]), security, priority);
    }

    /// <param name="Changed">The directory's own time; another one means that it has to be read again.</param>
    private sealed record Listing(DateTime Changed, bool HasIndexes);
}
