using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families;

/// <summary>What an index says of a version that is newer than the installed one.</summary>
/// <param name="Security">Whether its suite or label is the distribution's for security updates.</param>
/// <param name="PhasedPercentage">The share of hosts that get it now; null when everybody does.</param>
/// <param name="Depends">Pre-Depends and Depends as written.</param>
internal sealed record IndexedUpdate(AvailablePackage Package, bool Security, int? PhasedPercentage, string Depends)
{
    /// <summary>Conflicts and Breaks as written.</summary>
    public string Excludes { get; init; } = "";

    /// <summary>What the host's preferences or signatures say against it; null when nothing.</summary>
    public Blocked? Blocked { get; init; }
}

/// <summary>What the configured repositories can give, from the indexes that the package manager keeps on disk.</summary>
internal interface IRepositoryIndex
{
    /// <summary>Changes when the indexes do; null when there are none. One stat, unless they did.</summary>
    DateTimeOffset? ChangedAt();

    /// <summary>When the package manager's sources, preferences or configuration were last changed; null where there are none.</summary>
    DateTimeOffset? SettingsChangedAt();

    /// <summary>An index that cannot be read here, so that what it offers is not known; null when all can.</summary>
    string? Unreadable();

    /// <summary>Every version that is newer than the installed one of the same package, and what the host's preferences and signatures say
    /// against it.</summary>
    IReadOnlyList<IndexedUpdate> Newer(InstalledInventory installed, CancellationToken cancellationToken);

    /// <summary>Why updates do not go in, by the installed package. No pass over the files for an empty list.</summary>
    IReadOnlyDictionary<PackageKey, Blocked> WhyWaiting(
        IReadOnlyList<(InstalledPackage Present, IndexedUpdate? Update)> waiting, InstalledInventory installed, CancellationToken cancellationToken);

    /// <summary>Every version of one package, newest first, each with its priority.</summary>
    IReadOnlyList<AvailablePackage> Versions(string name, CancellationToken cancellationToken);

    /// <summary>Those of these builds that a repository gives.</summary>
    IReadOnlyDictionary<PackageBuild, AvailablePackage> Find(IReadOnlySet<PackageBuild> wanted, CancellationToken cancellationToken);

    /// <summary>The newest version of each package.</summary>
    /// <param name="keep">What is kept of each.</param>
    IReadOnlyCollection<T> Newest<T>(Func<string, bool> accept, Func<AvailablePackage, T> keep, CancellationToken cancellationToken);
}

/// <summary>When the package manager last looked at the repositories with success, whoever asked it to.</summary>
internal interface IRepositoryMonitor
{
    /// <summary>Null when nothing tells.</summary>
    DateTimeOffset? SuccessAt();

    /// <summary>The engine told of a change, and no package changed.</summary>
    void Heard();
}
