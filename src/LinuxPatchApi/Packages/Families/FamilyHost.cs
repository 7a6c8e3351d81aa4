using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Dependencies;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// Readers of one host's package files. A family sets those that it has; for the others the engine is queried, or the data are
/// unavailable and <see cref="IPackageFamily.Of"/> gives the reason.
/// </summary>
internal sealed record FamilyHost
{
    /// <summary>Reads the installed set from the package database; null where the engine has to be queried.</summary>
    public IInstalledSource? Installed { get; init; }

    /// <summary>Returns a stamp that differs for each state of the package database; null when it cannot be accessed.</summary>
    public required Func<DatabaseStamp?> Stamp { get; init; }

    /// <summary>Locks of the package manager, innermost first: of a running write, of a planned one, of downloads.</summary>
    public required Func<IReadOnlyList<PackageLock>> Locks { get; init; }

    /// <summary>
    /// Returns what is wrong with the package database now beyond what the engine's answer shows; null where the engine or the reader of
    /// the installed set shows all.
    /// </summary>
    public Func<IReadOnlyList<DatabaseFault>>? Faults { get; init; }

    /// <summary>
    /// Returns why the updates that the engine has just listed may be old ones; null itself where the engine's answer tells that.
    /// </summary>
    public Func<ListFault?>? ListFault { get; init; }

    public required IKeptFiles KeptFiles { get; init; }

    /// <summary>What the host's own lists hold; null where the package database carries the marks, or nothing is known of any.</summary>
    public IHolds? Holds { get; init; }

    public IAutomaticMarks? Marks { get; init; }

    /// <summary>The output of the package manager and its scripts.</summary>
    public TerminalLog Output { get; init; } = new(path: null, noise: null);

    public IRepairPlanner Repairs { get; init; } = new NoRepairPlanner();

    public IRepositoryIndex? Index { get; init; }

    public IPlanSizes? Sizes { get; init; }

    public IRepositoryMonitor? Monitor { get; init; }

    public IRepositories? Repositories { get; init; }

    /// <summary>Null where the engine has all that the repositories say of updates, or these say nothing.</summary>
    public IAdvisories? Advisories { get; init; }

    /// <summary>The keys that all repositories share; null where each repository has its own.</summary>
    public Func<IReadOnlyList<NamedKey>>? SharedKeys { get; init; }

    public IPackageDetails? Details { get; init; }

    /// <summary>
    /// What installed packages need and what they conflict with; null where that is not read, or the repair's planner has it.
    /// </summary>
    public IRelations? Relations { get; init; }

    /// <summary>Returns the packages that own files, by path; a path without a known owner is left out.</summary>
    public Func<IReadOnlySet<string>, IReadOnlyDictionary<string, IReadOnlyList<string>>>? Owners { get; init; }

    public IFileCache? FileCache { get; init; }

    /// <summary>
    /// Makes a package file of an installed package: name, version, folder; returns the file's name, or why there is none. Null where that
    /// is not possible.
    /// </summary>
    public Func<string, string, string, CancellationToken, (string? File, string? Problem)>? Repack { get; init; }

    /// <summary>Returns where a change writes; null where unknown.</summary>
    public Func<WrittenPlaces>? Places { get; init; }
}

/// <summary>Reads which packages were installed automatically, because others need them.</summary>
internal interface IAutomaticMarks
{
    /// <summary>Returns their names; null when the marks cannot be read, so that "unknown" is not mistaken for "manual".</summary>
    IReadOnlySet<string>? Automatic();
}

/// <summary>Where the package manager writes during a change.</summary>
/// <param name="Files">The directory of downloaded package files.</param>
/// <param name="Database">
/// A file that is replaced as a whole: the present, the new and the previous one exist at once. Null where the database grows in place.
/// </param>
/// <param name="Indexes">The directory of the repositories' indexes.</param>
internal sealed record WrittenPlaces(string Files, string? Database, string Indexes)
{
    /// <summary>How many directories <see cref="DirectoryAt"/> has.</summary>
    public const int Directories = 3;

    /// <summary>True where the package manager downloads as a user of its own, who cannot use what a file system keeps for root.</summary>
    public bool DownloadsAreUnprivileged { get; init; }

    /// <summary>The directory of the package database where it grows in place.</summary>
    public string? DatabaseDirectory { get; init; }

    /// <summary>Returns the directories that a change has to write.</summary>
    /// <param name="isRemoval">True for one that downloads nothing.</param>
    public IReadOnlyList<string> OfChange(bool isRemoval) =>
        [.. new[] { isRemoval ? null : Files, DirectoryAt(1) }.OfType<string>()];

    /// <summary>Returns one of the directories; null where the family has none there.</summary>
    public string? DirectoryAt(int at) => at switch
    {
        0 => Files,
        1 => DatabaseDirectory ?? Path.GetDirectoryName(Database),
        _ => Indexes,
    };
}
