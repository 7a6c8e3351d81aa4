using System.Collections.Concurrent;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>
/// What the configured repositories can give, from the indexes that apt keeps on disk. PackageKit below 1.4.0 cannot list
/// versions other than the candidate, and needs 5 s and 200 MB to list a whole distribution.
/// </summary>
internal sealed class AptIndexes(DpkgPaths paths) : IRepositoryIndex
{
    private readonly ConcurrentDictionary<string, IndexRepository> _repositories = new(StringComparer.Ordinal);
    private readonly AptSettings _settings = new(paths);

    /// <summary>Origin of Ubuntu's repositories for subscribers, <c>UbuntuESM</c> and <c>UbuntuESMApps</c>: without a subscription the distribution's own
    /// preferences give them the priority "never" (ubuntu-pro-client).</summary>
    private const string SubscribersOrigin = "UbuntuESM";

    private Listing _listing = new(default, false);

    /// <summary>Why an update does not go in.</summary>
    public BlockReasons Reasons => new(paths, this);

    public IReadOnlyDictionary<PackageKey, Blocked> WhyWaiting(
        IReadOnlyList<(InstalledPackage Present, IndexedUpdate? Update)> waiting, InstalledInventory installed, CancellationToken cancellationToken) =>
        Reasons.Of(waiting, installed, cancellationToken);

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

    /// <summary>Every version that is newer than the installed one of the same package, and what apt's preferences and signatures say against it.</summary>
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
                        int.TryParse(paragraph.First("Phased-Update-Percentage"u8), out var percentage) && percentage < 100 ? percentage : null,
                        $"{paragraph.Whole("Pre-Depends"u8)}, {paragraph.Whole("Depends"u8)}")
                    {
                        Excludes = $"{paragraph.Whole("Conflicts"u8)}, {paragraph.Whole("Breaks"u8)}",
                    }));
                }

                return true;
            },
            cancellationToken);
        var preferences = Preferences();
        return
        [
            .. found.GroupBy(f => f.Present.Key).Where(g => g.Any(f => f.Update is not null)).SelectMany(g =>
            {
                var ranked = AptCandidates.Rank(g.Select(f => (f.Package, f.Repository)), g.First().Present, preferences);
                var pinned = AptCandidates.PinnedOut(ranked, g.First().Present.Version);
                return g.Select(f => f.Update).OfType<IndexedUpdate>().Select(u => u with { Blocked = Obstacle(u, ranked, pinned) });
            }),
        ];
    }

    private static Blocked? Obstacle(IndexedUpdate update, IReadOnlyList<RankedVersion> ranked, RankedVersion? pinned)
    {
        var version = ranked.First(r => r.Package.Version == update.Package.Version);
        return pinned == version && version.Priority < 0 && version.Repositories.All(r => r.File.Origin.StartsWith(SubscribersOrigin, StringComparison.Ordinal))
            ? new Blocked(BlockKind.Subscription, $"{version.Repositories[0].Name} is for hosts with Ubuntu Pro, and this one has it switched off ({version.Pin?.File})")
            : pinned == version
            ? new Blocked(BlockKind.Pinned, version.Pin is { } pin
                ? $"the host's preferences give it the priority {version.Priority} ({pin.File})"
                : "the host's preferences give another version a higher priority")
            : version.Repositories.All(r => r.IsSigned == false)
                ? new Blocked(BlockKind.Unauthenticated, $"no trusted key signed its repository {version.Repositories[0].Name}")
                : null;
    }

    /// <summary>Which versions give these names, each by itself or by what it provides: the giver, and the version given (null for a provided
    /// name without one).</summary>
    public ILookup<string, string?> Givers(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        var found = new List<(string Name, string? Version)>();
        ReadAll(
            (paragraph, _) =>
            {
                found.AddRange(PackageRelation.Given(paragraph, names));
                return true;
            },
            cancellationToken);
        return found.ToLookup(f => f.Name, f => f.Version, StringComparer.Ordinal);
    }

    /// <summary>Every version of one package, newest first, each with its priority.</summary>
    public IReadOnlyList<AvailablePackage> Versions(string name, CancellationToken cancellationToken) =>
    [
        .. Ranked(name, null, cancellationToken).SelectMany(r => r)
            .SelectMany(r => r.Repositories.Select(repository => r.Package with { Repository = repository.Name, Priority = r.Priority }))
            .OrderByDescending(p => p.Version, DebianVersion.Order),
    ];

    /// <summary>The version that apt would install of each build of a package (<c>apt-cache policy</c>).</summary>
    public IReadOnlyList<AvailablePackage> Candidates(string name, InstalledInventory installed, CancellationToken cancellationToken) =>
    [
        .. Ranked(name, installed, cancellationToken)
            .Select(versions => AptCandidates.Candidate(versions, installed.Predecessor(versions[0].Package.Key)?.Version, v => v.Priority)?.Package).OfType<AvailablePackage>(),
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

    /// <summary>Exact builds of several packages in one pass; what no index has is missing. One for all architectures is given for each.</summary>
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
                        // The very architecture goes before the one that a package moved from or to.
                        if (!found.TryGetValue(build, out var known) || (known.Architecture != build.Architecture && package.Architecture == build.Architecture))
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

    /// <summary>The version of every package that apt would install where none is installed, of those that <paramref name="accept"/> takes by name:
    /// the newest of the highest priority (apt_preferences(5)).</summary>
    /// <param name="keep">What is kept of each of them: a whole distribution takes 30 MB as it is read.</param>
    public IReadOnlyCollection<T> Newest<T>(Func<string, bool> accept, Func<AvailablePackage, T> keep, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<PackageKey, (int Priority, string Version, T Kept)>();
        var named = new Dictionary<PackageKey, List<(AvailablePackage, IndexRepository)>>();
        var preferences = Preferences();
        ReadAll(
            (paragraph, repository) =>
            {
                if (paragraph.First("Package"u8) is not { } name || !accept(name) || Parse(paragraph, repository.Name) is not { } package)
                {
                    return true;
                }

                if (!preferences.IsEmpty && preferences.Names(package))
                {
                    (named.TryGetValue(package.Key, out var rows) ? rows : named[package.Key] = []).Add((package, repository));
                }
                else if (repository.Priority > 0 && (!newest.TryGetValue(package.Key, out var known) || known.Priority < repository.Priority
                    || (known.Priority == repository.Priority && DebianVersion.Order.Compare(known.Version, package.Version) < 0)))
                {
                    newest[package.Key] = (repository.Priority, package.Version, keep(package with { Priority = repository.Priority }));
                }

                return true;
            },
            cancellationToken);

        return
        [
            .. newest.Values.Select(n => n.Kept),
            .. named.Values.Select(rows => AptCandidates.Candidate(AptCandidates.Rank(rows, null, preferences), null, v => v.Priority)).OfType<RankedVersion>()
                .Select(v => keep(v.Package with { Priority = v.Priority })),
        ];
    }

    private AptPreferences Preferences() => AptPreferences.Of(paths.Apt);

    /// <summary>The repository's name as PackageKit writes it: origin-suite-component in lower case. Pure.</summary>
    public static string RepositoryName(string? origin, string? suite, string component) =>
        $"{origin}-{suite}-{component}".Trim('-').ToLowerInvariant().Replace(' ', '_');

    /// <summary>Every paragraph of every index, until <paramref name="visitor"/> has seen enough of that index.</summary>
    private void ReadAll(Func<ControlParagraph, IndexRepository, bool> visitor, CancellationToken cancellationToken)
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
                Source = paragraph.First("Source"u8)?.Split(' ')[0],
                DownloadBytes = long.TryParse(paragraph.First("Size"u8), out var bytes) ? bytes : null,
            }
            : null;

    /// <summary>The indexes of the repositories that are configured now: what lies there of others, apt does not read.</summary>
    private IEnumerable<(string Path, IndexRepository Repository)> Files()
    {
        if (!Directory.Exists(paths.Lists))
        {
            yield break;
        }

        var sources = paths.Apt.Sources;
        var preferences = Preferences();
        foreach (var path in Directory.EnumerateFiles(paths.Lists, "*" + IndexFile.Suffix + "*").Where(p => IndexFile.Stem(p) is not null && IndexFile.CanRead(p)).Order(StringComparer.Ordinal))
        {
            var repository = Repository(path);
            var source = sources?.FirstOrDefault(s => s.Has(repository.Stem));
            if (sources is null || source is not null)
            {
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

    /// <summary>
    /// While apt verifies a release file it belongs to apt's own user alone, and the agent, root without capabilities, cannot read it:
    /// the name of the last time counts then.
    /// </summary>
    private IndexRepository Repository(string path)
    {
        try
        {
            return _repositories[path] = IndexRepository.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var name = Path.GetFileName(IndexFile.Stem(path)!);
            return _repositories.GetValueOrDefault(path) ?? new IndexRepository(name, false, IndexRepository.Usual, new PinnedFile("", "", "", "", "", "", "", ""))
            {
                Stem = IndexFile.Component(name),
            };
        }
    }

    /// <param name="Changed">The directory's own time; another one means that it has to be read again.</param>
    private sealed record Listing(DateTime Changed, bool HasIndexes);
}
