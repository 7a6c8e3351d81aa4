namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// The names of a family's commands, packages and files in messages and in its database. Each family defines its own; the defaults are for
/// families whose packages are never installed in part.
/// </summary>
internal sealed class PackageTerms
{
    /// <summary>The package manager's own package: it is installed at most once, for the native architecture.</summary>
    public required string Manager { get; init; }

    /// <summary>The architecture of a package that runs on every machine.</summary>
    public required string NeutralArchitecture { get; init; }

    /// <summary>
    /// True when at most one build of a name is installed, whatever its architecture: then a build of another architecture replaces it.
    /// False where builds of several architectures are installed side by side.
    /// </summary>
    public bool HasOneBuildPerName { get; init; }

    /// <summary>The package manager as the API names it (contract section 4).</summary>
    public required string WireName { get; init; }

    /// <summary>The command that refreshes the repositories' indexes and shows what is wrong with them.</summary>
    public required string RefreshCommand { get; init; }

    /// <summary>Reads the package manager's messages about a refresh.</summary>
    public IRefreshTexts Refresh { get; init; } = new PlainRefreshTexts();

    /// <summary>The command that checks the package manager's own files.</summary>
    public required string CheckCommand { get; init; }

    /// <summary>
    /// The command that accepts a repository whose release information changed; null where the package manager does not require it.
    /// </summary>
    public string? AcceptRepositoryCommand { get; init; }

    /// <summary>
    /// The command that runs the scripts of an installed package again; null where the database tells packages whose scripts have not run
    /// (dpkg's half-configured). rpm, libalpm and apk register a package before they run its scripts.
    /// </summary>
    public string? RunScriptsAgain { get; init; }

    /// <summary>The command that removes kernels that are no longer needed.</summary>
    public required string OldKernels { get; init; }

    /// <summary>
    /// The command that removes older versions of packages that an interrupted update has left installed twice; null where the package
    /// manager has no two versions of a package.
    /// </summary>
    public string? RemoveDuplicates { get; init; }

    /// <summary>
    /// The command that removes one of several installed versions; null where the package manager has no two versions of a package.
    /// </summary>
    public string? RemoveVersion { get; init; }

    /// <summary>Orders the versions of a package where several may be installed; null where the package manager allows one.</summary>
    public IComparer<string>? Versions { get; init; }

    /// <summary>True for packages whose versions are installed side by side on purpose, such as kernels.</summary>
    public Func<string, bool> IsSideBySide { get; init; } = static _ => false;

    /// <summary>The command that marks a package as automatically installed.</summary>
    public required string MarkAutomatic { get; init; }

    /// <summary>The package that contains polkit.</summary>
    public required string PolkitPackage { get; init; }

    /// <summary>The lock of the package database, for messages.</summary>
    public required string Lock { get; init; }

    /// <summary>The package manager's cache of downloaded package files, for messages.</summary>
    public required string FileCache { get; init; }

    /// <summary>Remedy for a held update, with <c>{name}</c> for its package; only what this family's engine supports.</summary>
    public required string LiftHold { get; init; }

    /// <summary>The remedy for one package.</summary>
    public string LiftHoldOf(string name) => LiftHold.Replace("{name}", name, StringComparison.Ordinal);

    /// <summary>What the end of a key means, as a clause.</summary>
    public string KeyEnd { get; init; } = "what it signs may be refused";

    /// <summary>Remedy for a key that ends.</summary>
    public string CurrentKey { get; init; } = "install the repository's current signing key before the present one is refused";

    /// <summary>Remedy for a change that an apply never makes.</summary>
    public string BeyondApply { get; init; } =
        "An apply never does that: name the package in PUT /api/v1/packages/{name} with options.force to accept it";

    /// <summary>Remedy for a downgrade, which an apply never makes.</summary>
    public string DowngradeBeyondApply { get; init; } =
        "an apply never does that: name the version in PUT /api/v1/packages/{name} with options.allow_downgrade to accept it";

    /// <summary>Remedy for packages that are unpacked and not configured.</summary>
    public string Finish { get; init; } = "let the package manager finish (POST /api/v1/system/repair), or remove the packages named";

    /// <summary>The same, after the package manager's own repair did not help.</summary>
    public string FinishOnHost { get; init; } = "the package manager's repair does not cure it: look at the job's log, "
        + "and remove the packages named (DELETE /api/v1/packages/{name}) or finish them on the host";

    /// <summary>Remedy for a package that must be installed again.</summary>
    public string InstallAgain { get; init; } = "install another version of it by name (POST /api/v1/packages)";

    /// <summary>Short message that the package manager was interrupted.</summary>
    public string Interrupted { get; init; } = "the package manager was interrupted";

    /// <summary>Message that a number of changes are in its journal and not in its database.</summary>
    public Func<int, string> Journal { get; init; } =
        entries => $"the package manager was interrupted: its journal holds {entries} change(s) that its database does not have";

    /// <summary>Remedy for the journal.</summary>
    public string FinishJournal { get; init; } = "let the package manager finish on the host";

    /// <summary>Remedy for the journal together with packages that are not configured.</summary>
    public string FinishBoth { get; init; } = "let the package manager finish (POST /api/v1/system/repair)";

    /// <summary>Remedy for a database that the package manager itself cannot read.</summary>
    public string RestoreDatabase { get; init; } = "restore the package database from a backup";
}

/// <summary>
/// Reads a package manager's messages about a refresh that failed. Pure. The defaults are for one whose lines all say what failed, without
/// marks of its own.
/// </summary>
internal interface IRefreshTexts
{
    /// <summary>True when the line is about something that was not refreshed, and no remark about something that was.</summary>
    bool IsFailure(string line) => true;

    /// <summary>True when the line is worth less than the others.</summary>
    bool IsWarning(string line) => false;

    /// <summary>Returns the line without what the package manager marks it with.</summary>
    string Text(string line) => line;

    /// <summary>True when the line says that an index is not signed by a key that is trusted.</summary>
    bool IsOfSignature(string line) => false;

    /// <summary>Returns what to do about the cause that the message tells; null when it tells none that is known.</summary>
    string? Remedy(string message, PackageTerms terms) => null;
}

/// <summary>The defaults, and the words with which a package manager says that a signature is not good.</summary>
internal sealed class PlainRefreshTexts(params IReadOnlyList<string> signatures) : IRefreshTexts
{
    public bool IsOfSignature(string line) => signatures.Any(words => line.Contains(words, StringComparison.OrdinalIgnoreCase));

    public string? Remedy(string message, PackageTerms terms) =>
        IsOfSignature(message)
            ? $"install the repository's current signing key; '{terms.RefreshCommand}' on the host tells the same"
            : null;
}
