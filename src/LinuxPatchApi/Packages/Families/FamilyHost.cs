using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// What the files of one host tell of its packages. A family fills in what it reads; what it leaves out is told by the engine, or not at all, and
/// <see cref="IPackageFamily.Of"/> says why.
/// </summary>
internal sealed record FamilyHost
{
    /// <summary>The installed set from the package database; null where the engine has to be asked.</summary>
    public IInstalledSource? Installed { get; init; }

    /// <summary>Another one for another state of the package database; null when it cannot be told.</summary>
    public required Func<DatabaseStamp?> Stamp { get; init; }

    /// <summary>The locks of its package manager, the innermost first: whoever writes, then whoever plans to, then downloads.</summary>
    public required Func<IReadOnlyList<PackageLock>> Locks { get; init; }

    public required IKeptFiles KeptFiles { get; init; }

    public IAutomaticMarks? Marks { get; init; }

    /// <summary>What the package manager and its scripts print.</summary>
    public TerminalLog Output { get; init; } = new(path: null, noise: null);

    public IRepairPlanner Repairs { get; init; } = new NoRepairPlanner();

    public IRepositoryIndex? Index { get; init; }

    public IPlanSizes? Sizes { get; init; }

    public IRepositoryMonitor? Monitor { get; init; }

    public IRepositories? Repositories { get; init; }

    public IPackageDetails? Details { get; init; }

    /// <summary>The packages that own files, by path; a path without a known owner is left out.</summary>
    public Func<IReadOnlySet<string>, IReadOnlyDictionary<string, IReadOnlyList<string>>>? Owners { get; init; }

    public IFileCache? FileCache { get; init; }

    /// <summary>Where a change writes; null where that is not known.</summary>
    public Func<WrittenPlaces>? Places { get; init; }
}

/// <summary>Which packages were installed automatically, because others needed them.</summary>
internal interface IAutomaticMarks
{
    /// <summary>By name; null when it cannot be read, so that nobody takes "unknown" for "manual".</summary>
    IReadOnlySet<string>? Automatic();
}

/// <summary>Where the package manager writes during a change.</summary>
/// <param name="Files">The package files that it fetches.</param>
/// <param name="Database">Replaced as a whole: the file that is in force, a new one and the one before exist at once. Null where it grows in place.</param>
/// <param name="Indexes">The directory of the repositories' indexes.</param>
internal sealed record WrittenPlaces(string Files, string? Database, string Indexes);
