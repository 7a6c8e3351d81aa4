using System.Collections.Concurrent;
using LinuxPatchApi.Files.Compression;
using LinuxPatchApi.Native;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>
/// Reads the indexes of the configured repositories that apt stores on disk. PackageKit below 1.4.0 cannot list versions other than the
/// candidate, and needs 5 s and 200 MB to list a complete distribution.
/// </summary>
internal sealed class AptIndexes(DpkgPaths paths) : IRepositoryIndex
{
    private readonly ConcurrentDictionary<string, IndexRepository> _repositories = new(StringComparer.Ordinal);
    private readonly AptSettings _settings = new(paths);

    /// <summary>
    /// Prefix of the Origin of Ubuntu's repositories for subscribers, <c>UbuntuESM</c> and <c>UbuntuESMApps</c>: without a subscription the
    /// distribution's own preferences set their priority to "never" (ubuntu-pro-client).
    /// </summary>
    private const string SubscribersOrigin = "UbuntuESM";

    private readonly DamagedIndexes _damaged = new();
    private Listing _listing = new(default, []);

    /// <summary>Finds why an update cannot go in.</summary>
    public BlockReasons Reasons => new(paths, this);

    public IReadOnlyDictionary<PackageKey, Blocked> WhyWaiting(
        IReadOnlyList<(InstalledPackage Present, IndexedUpdate? Update)> waiting,
        InstalledInventory installed,
        CancellationToken cancellationToken) => Reasons.Of(waiting, installed, cancellationToken);

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
            _listing = listing = new Listing(changed, [.. All()]);
        }

        // An index that is edited in place leaves the directory as it is.
        return listing.Indexes.Count == 0 ? null : listing.Indexes.Select(FileChange.At).Append(new DateTimeOffset(changed)).Max();
    }

    public DateTimeOffset? SettingsChangedAt() => _settings.ChangedAt();

    public string? Unreadable() => paths.Apt.Unreadable ?? Files()
        .Select(f => PackedFile.WhyNot(f.Path) is { } packed ? $"{f.Path} {packed}"
            : _damaged.Why(f.Path) is { } why ? $"{f.Path} cannot be read: {why}"
            : null)
        .FirstOrDefault(problem => problem is not null);

    public IReadOnlyList<IndexedUpdate> Newer(InstalledInventory installed, CancellationToken cancellationToken)
    {
        var found = new List<(InstalledPackage Present, AvailablePackage Package, IndexRepository Repository, IndexedUpdate? Update)>();
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.First("Package"u8) is { } name && paragraph.First("Version"u8) is { } version
                    && installed.Predecessor(new PackageKey(name, paragraph.First("Architecture"u8) ?? "")) is { } present
                    && DebianVersion.Order.Compare(version, present.Version) is var order and >= 0
                    && Parse(paragraph, repository.Name) is { } package)
                {
                    found.Add((present, package, repository, order == 0 ? null : new IndexedUpdate(
                        package,
                        repository.Security,
                        int.TryParse(paragraph.First("Phased-Update-Percentage"u8), out var percentage)
                            && percentage < 100 ? percentage : null,
                        $"{paragraph.Full("Pre-Depends"u8)}, {paragraph.Full("Depends"u8)}")
                    {
                        Excludes = $"{paragraph.Full("Conflicts"u8)}, {paragraph.Full("Breaks"u8)}",
                        Provides = paragraph.Full("Provides"u8) ?? "",
                    }));
                }

                return true;
            },
            cancellationToken);
        var (preferences, phasing) = (Preferences(), AptPhasingSwitches.Of(paths.Apt.Values));
        return
        [
            .. found.GroupBy(f => f.Present.Key).Where(g => g.Any(f => f.Update is not null)).SelectMany(g =>
            {
                var ranked = AptCandidates.Rank(g.Select(f => (f.Package, f.Repository)), g.First().Present, preferences);
                var pinned = AptCandidates.PinnedOut(ranked, g.First().Present.Version);
                var updates = g.Select(f => f.Update).OfType<IndexedUpdate>().ToList();
                return updates.Select(u => u with
                {
                    Blocked = Obstacle(u, ranked, pinned),
                    PhasedPercentage = phasing == AptPhasing.Always || BringsSecurity(u, updates) ? null : u.PhasedPercentage,
                    WaitsForAll = phasing == AptPhasing.Never,
                });
            }),
        ];
    }

    /// <summary>apt gives security updates to all hosts at once, and so every later version that has one in it.</summary>
    private static bool BringsSecurity(IndexedUpdate update, List<IndexedUpdate> newer) =>
        newer.Any(n => n.Security && DebianVersion.Order.Compare(n.Package.Version, update.Package.Version) <= 0);

    private static Blocked? Obstacle(IndexedUpdate update, IReadOnlyList<RankedVersion> ranked, RankedVersion? pinned)
    {
        var version = ranked.First(r => r.Package.Version == update.Package.Version);
        return pinned == version && version.Priority < 0
            && version.Repositories.All(r => r.File.Origin.StartsWith(SubscribersOrigin, StringComparison.Ordinal))
            ? new Blocked(
                BlockKind.Subscription,
                $"{version.Repositories[0].Name} is for hosts with Ubuntu Pro, and this one has it switched off ({version.Pin?.File})")
            : pinned == version
            ? new Blocked(BlockKind.Pinned, version.Pin is { } pin
                ? $"the host's preferences give it the priority {version.Priority} ({pin.File})"
                : "the host's preferences give another version a higher priority")
            : version.Repositories.All(r => r.IsSigned == false)
                ? new Blocked(BlockKind.Unauthenticated, $"no trusted key signed its repository {version.Repositories[0].Name}")
                : null;
    }

    /// <summary>Returns what the repositories offer under these names, as packages or as names that packages provide.</summary>
    public IReadOnlyList<Provider> Providers(
        IReadOnlySet<string> names, InstalledInventory installed, CancellationToken cancellationToken)
    {
        var found = new List<(string Name, string? Version, AvailablePackage Package, IndexRepository Repository, Demands? Demands)>();
        ReadAll(
            (paragraph, repository) =>
            {
                var provided = PackageRelation.Provided(paragraph, names);
                if (provided.Count > 0 && Parse(paragraph, repository.Name) is { } package)
                {
                    var demands = names.Contains(package.Name) ? Demands.Of(paragraph) : null;
                    found.AddRange(provided.Select(p => (p.Name, p.Version, package, repository, demands)));
                }

                return true;
            },
            cancellationToken);
        var preferences = Preferences();
        return
        [
            .. found.GroupBy(f => f.Package.Key).SelectMany(g =>
            {
                var present = installed.Predecessor(g.Key);
                var ranked = AptCandidates.Rank(g.Select(f => (f.Package, f.Repository)), present, preferences);
                var candidate = AptCandidates.Candidate(ranked, present?.Version, v => v.Priority);
                return g.Select(f => new Provider(
                    f.Name,
                    f.Version,
                    f.Package,
                    f.Package.Version == candidate?.Package.Version,
                    ranked.First(r => r.Package.Version == f.Package.Version).Pin)
                {
                    Demands = f.Demands,
                });
            }),
        ];
    }

    public IReadOnlyList<AvailablePackage> Versions(string name, CancellationToken cancellationToken) =>
    [
        .. Ranked(name, null, cancellationToken).SelectMany(r => r)
            .SelectMany(r => r.Repositories.Select(repository => r.Package with { Repository = repository.Name, Priority = r.Priority }))
            .OrderByDescending(p => p.Version, DebianVersion.Order),
    ];

    /// <summary>Returns the version that apt would install of each build of a package (<c>apt-cache policy</c>).</summary>
    public IReadOnlyList<AvailablePackage> Candidates(string name, InstalledInventory installed, CancellationToken cancellationToken) =>
    [
        .. Ranked(name, installed, cancellationToken)
            .Select(versions => AptCandidates.Candidate(
                versions, installed.Predecessor(versions[0].Package.Key)?.Version, v => v.Priority)?.Package)
            .OfType<AvailablePackage>(),
    ];

    private List<IReadOnlyList<RankedVersion>> Ranked(string name, InstalledInventory? installed, CancellationToken cancellationToken)
    {
        var found = new List<(AvailablePackage Package, IndexRepository Repository)>();
        var wanted = System.Text.Encoding.UTF8.GetBytes(name);
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.Is("Package"u8, wanted) && Parse(paragraph, repository.Name) is { } package)
                {
                    found.Add((package, repository));
                }

                return true;
            },
            cancellationToken);
        var preferences = Preferences();
        return [.. found.GroupBy(f => f.Package.Key).Select(g => AptCandidates.Rank(g, installed?.Find(g.Key), preferences))];
    }

    /// <summary>
    /// Finds exact builds of several packages in one pass; those in no index are missing. An architecture-neutral one matches each
    /// architecture.
    /// </summary>
    public IReadOnlyDictionary<PackageBuild, AvailablePackage> Find(IReadOnlySet<PackageBuild> wanted, CancellationToken cancellationToken)
    {
        var byName = wanted.ToLookup(w => w.Name, StringComparer.Ordinal);
        var found = new Dictionary<PackageBuild, AvailablePackage>();
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.First("Package"u8) is { } name && byName.Contains(name) && Parse(paragraph, repository.Name) is { } package)
                {
                    foreach (var build in byName[name].Where(b => b.IsMetBy(package, DebTerms.Instance.NeutralArchitecture)))
                    {
                        // The exact architecture takes precedence over one that the package moved from or to.
                        if (!found.TryGetValue(build, out var known)
                            || (known.Architecture != build.Architecture && package.Architecture == build.Architecture))
                        {
                            found[build] = package with { Sha256 = paragraph.First("SHA256"u8) };
                        }
                    }
                }

                return found.Count < wanted.Count || found.Any(f => f.Key.Architecture != f.Value.Architecture);
            },
            cancellationToken);

        return found;
    }

    /// <summary>
    /// Returns the version of every package that apt would install where none is installed: the newest of the highest priority
    /// (apt_preferences(5)).
    /// </summary>
    public PackedPackages Newest(Func<PackageKey, bool> accept, int most, CancellationToken cancellationToken)
    {
        var newest = new PackedPackages(most);
        var named = new Dictionary<PackageKey, List<(AvailablePackage, IndexRepository)>>();
        var (preferences, native, neutral) = (Preferences(), paths.Apt.Architecture, DebTerms.Instance.NeutralArchitecture);
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.First("Package"u8) is not { } name || !accept(new PackageKey(name, ArchitectureOf(paragraph)))
                    || Parse(paragraph, repository.Name) is not { } package)
                {
                    return true;
                }

                if (!preferences.IsEmpty && preferences.Names(package))
                {
                    var key = new PackageKey(name, Build(package.Architecture));
                    (named.TryGetValue(key, out var rows) ? rows : named[key] = []).Add((package, repository));
                    return true;
                }

                return repository.Priority <= 0 || newest.TryAdd(package with { Priority = repository.Priority });
            },
            cancellationToken);
        foreach (var rows in named.Values)
        {
            if (AptCandidates.Candidate(AptCandidates.Rank(rows, null, preferences), null, v => v.Priority) is { } candidate)
            {
                newest.TryAdd(candidate.Package with { Priority = candidate.Priority });
            }
        }

        newest.KeepNewest(DebianVersion.Order, Build);
        return newest;

        // A neutral build and a native one are versions of one package, of which apt installs one.
        string Build(string architecture) => architecture == native ? neutral : architecture;
    }

    private AptPreferences Preferences() => AptPreferences.Of(paths.Apt);

    /// <summary>Returns the repository's name as PackageKit writes it: origin-suite-component in lower case. Pure.</summary>
    public static string RepositoryName(string? origin, string? suite, string component) =>
        $"{origin}-{suite}-{component}".Trim('-').ToLowerInvariant().Replace(' ', '_');

    /// <summary>
    /// Visits the paragraphs of every index that can be read; the visitor returns false to skip the rest of an index. Throws nothing for a
    /// damaged one.
    /// </summary>
    private void ReadAll(Func<ControlParagraph, IndexRepository, bool> visitor, CancellationToken cancellationToken)
    {
        foreach (var (path, repository) in Files().Where(f => PackedFile.WhyNot(f.Path) is null))
        {
            try
            {
                var isWhole = true;
                IndexFile.Read(path, paragraph => isWhole = visitor(paragraph, repository), cancellationToken);
                if (isWhole)
                {
                    _damaged.Remove(path);
                }
            }
            catch (FileNotFoundException)
            {
                // A refresh replaced the index: its packages are missing from this one answer.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // The other repositories' packages stay; Unreadable() returns this one.
                _damaged.Add(path, e);
            }
        }
    }

    private static string ArchitectureOf(ControlParagraph paragraph) => string.Intern(paragraph.First("Architecture"u8) ?? "");

    private static AvailablePackage? Parse(ControlParagraph paragraph, string repository) =>
        paragraph.First("Package"u8) is { } name && paragraph.First("Version"u8) is { } version
            ? new AvailablePackage(
                null,
                name,
                ArchitectureOf(paragraph),
                version,
                repository,
                paragraph.First("Description"u8) ?? "")
            {
                SizeBytes = SizeField.Bytes(paragraph.First("Installed-Size"u8), unit: 1024),
                Source = paragraph.First("Source"u8)?.Split(' ')[0],
                DownloadBytes = SizeField.Bytes(paragraph.First("Size"u8), unit: 1),
            }
            : null;

    /// <summary>Returns the indexes of the configured repositories; apt ignores leftover indexes of others too.</summary>
    private IEnumerable<(string Path, IndexRepository Repository)> Files()
    {
        var sources = paths.Apt.Sources;
        var preferences = Preferences();
        foreach (var path in All().Order(StringComparer.Ordinal))
        {
            var stem = Path.GetFileName(IndexFile.Stem(path)!);
            var source = sources?.FirstOrDefault(s => s.Parts(stem) is { } parts && s.Serves(parts.Architecture));
            if (sources is null || source is not null)
            {
                var repository = Repository(path, source);
                var pin = preferences.IsEmpty ? null : preferences.OfFile(repository.File);
                yield return (path, repository with
                {
                    Pin = pin,
                    Priority = pin?.Priority ?? repository.DefaultPriority,
                    IsSigned = source is null ? null : source.Trusted ?? repository.IsSigned,
                });
            }
        }
    }

    /// <summary>Returns all index files, also of repositories that are no longer configured.</summary>
    private IEnumerable<string> All() => Directory.Exists(paths.Lists)
        ? Directory.EnumerateFiles(paths.Lists, "*" + IndexFile.Suffix + "*").Where(p => IndexFile.Stem(p) is not null)
        : [];

    /// <summary>
    /// While apt verifies a release file only apt's own user can read it, and the agent, root without capabilities, cannot: the repository
    /// read before is returned then.
    /// </summary>
    private IndexRepository Repository(string path, AptSource? source)
    {
        try
        {
            return _repositories[path] = IndexRepository.Read(path, source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var name = Path.GetFileName(IndexFile.Stem(path)!);
            var unknown = new PinnedFile("", "", "", "", "", "", "", "");
            return _repositories.GetValueOrDefault(path) ?? new IndexRepository(name, false, IndexRepository.Usual, unknown);
        }
    }

    /// <param name="Changed">The directory's mtime; when it differs the directory has to be read again.</param>
    private sealed record Listing(DateTime Changed, IReadOnlyList<string> Indexes);
}

/// <summary>A version that a repository offers under a name.</summary>
/// <param name="Version">Null for a provided name without a version.</param>
/// <param name="Package">The package that has the name or provides it.</param>
/// <param name="IsCandidate">True when apt would install this version of the package.</param>
/// <param name="Pin">The record of preferences that ranks it; null when none does.</param>
internal sealed record Provider(string Name, string? Version, AvailablePackage Package, bool IsCandidate, Pin? Pin)
{
    /// <summary>What the version demands of other packages; null unless its own name was queried.</summary>
    public Demands? Demands { get; init; }
}
