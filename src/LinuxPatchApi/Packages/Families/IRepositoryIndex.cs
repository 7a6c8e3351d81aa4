using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families;

/// <summary>The index entry of a version that is newer than the installed one.</summary>
/// <param name="Security">True when its suite or label is the distribution's for security updates.</param>
/// <param name="PhasedPercentage">The share of hosts that get it now; null when all do, or this one takes it whatever the share.</param>
/// <param name="Depends">Pre-Depends and Depends as written.</param>
internal sealed record IndexedUpdate(AvailablePackage Package, bool Security, int? PhasedPercentage, string Depends)
{
    /// <summary>Conflicts and Breaks as written.</summary>
    public string Excludes { get; init; } = "";

    /// <summary>Provides as written.</summary>
    public string Provides { get; init; } = "";

    /// <summary>True when this host takes no phased update before all hosts get it.</summary>
    public bool WaitsForAll { get; init; }

    /// <summary>How the host's preferences or a missing signature keep it out; null when they do not.</summary>
    public Blocked? Blocked { get; init; }
}

/// <summary>Reads the indexes of the configured repositories that the package manager stores on disk.</summary>
internal interface IRepositoryIndex
{
    /// <summary>Differs when the indexes changed; null when there are none. One stat of each.</summary>
    DateTimeOffset? ChangedAt();

    /// <summary>Returns when the package manager's sources, preferences or configuration last changed; null where there are none.</summary>
    DateTimeOffset? SettingsChangedAt();

    /// <summary>
    /// Returns a sentence about an index that the agent cannot read, so that its content is unknown, or about a setting that decides what
    /// of the indexes counts; null when it reads all. A damaged index is found by reading it: call this after that.
    /// </summary>
    string? Unreadable();

    /// <summary>
    /// Returns every version that is newer than the installed one of the same package, with the host's preferences and signatures applied.
    /// </summary>
    IReadOnlyList<IndexedUpdate> Newer(InstalledInventory installed, CancellationToken cancellationToken);

    /// <summary>Returns why updates cannot go in, by the installed package. Reads no file for an empty list.</summary>
    IReadOnlyDictionary<PackageKey, Blocked> WhyWaiting(
        IReadOnlyList<(InstalledPackage Present, IndexedUpdate? Update)> waiting,
        InstalledInventory installed,
        CancellationToken cancellationToken);

    /// <summary>Returns every version of one package, newest first, each with its priority.</summary>
    IReadOnlyList<AvailablePackage> Versions(string name, CancellationToken cancellationToken);

    /// <summary>Returns those of these builds that a repository offers.</summary>
    IReadOnlyDictionary<PackageBuild, AvailablePackage> Find(IReadOnlySet<PackageBuild> wanted, CancellationToken cancellationToken);

    /// <summary>Returns the newest version of each package, by name.</summary>
    /// <param name="accept">Selects packages.</param>
    /// <param name="most">The versions that are read; cut when there are more.</param>
    PackedPackages Newest(Func<PackageKey, bool> accept, int most, CancellationToken cancellationToken);
}

/// <summary>Finds when the package manager last refreshed the repositories successfully, for any program.</summary>
internal interface IRepositoryMonitor
{
    /// <summary>Returns null when unknown.</summary>
    DateTimeOffset? SuccessAt();

    /// <summary>Call when the engine signalled a change and no package changed.</summary>
    void OnSignal();
}
