namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// What a family calls things, in the texts for people and in its database. The families fill it in; everyone else says it. The defaults are for
/// families whose packages are never installed in part.
/// </summary>
internal sealed record PackageTerms
{
    /// <summary>The package manager's own package: it is installed once at most, and for the native architecture.</summary>
    public required string Manager { get; init; }

    /// <summary>The architecture word of a package that runs on every machine.</summary>
    public required string NeutralArchitecture { get; init; }

    /// <summary>What the API calls the package manager (contract section 4).</summary>
    public required string Word { get; init; }

    /// <summary>How an administrator has the repositories' indexes read, which tells what is wrong with them.</summary>
    public required string RefreshCommand { get; init; }

    /// <summary>How an administrator has the package manager look at what it stands on.</summary>
    public required string CheckCommand { get; init; }

    /// <summary>How an administrator accepts that a repository became another one; null where the package manager does not ask.</summary>
    public string? AcceptRepositoryCommand { get; init; }

    /// <summary>How an administrator removes kernels that are not needed any more.</summary>
    public required string OldKernels { get; init; }

    /// <summary>How an administrator marks a package as automatically installed.</summary>
    public required string MarkAutomatic { get; init; }

    /// <summary>The package that polkit comes in.</summary>
    public required string PolkitPackage { get; init; }

    /// <summary>The lock of the package database.</summary>
    public required string Lock { get; init; }

    /// <summary>Where the package manager keeps the files that it fetched.</summary>
    public required string FileCache { get; init; }

    /// <summary>What to do about packages that are unpacked and not configured.</summary>
    public string Finish { get; init; } = "let the package manager finish (POST /api/v1/system/repair), or remove the packages named";

    /// <summary>What to do about a package that must be installed again.</summary>
    public string InstallAgain { get; init; } = "install another version of it by name (POST /api/v1/packages)";

    /// <summary>That the package manager was interrupted, in short.</summary>
    public string Interrupted { get; init; } = "the package manager was interrupted";

    /// <summary>That a number of changes lie in its journal and are not in its database.</summary>
    public Func<int, string> Journal { get; init; } = entries => $"the package manager was interrupted: its journal holds {entries} change(s) that its database does not have";

    /// <summary>What to do about the journal.</summary>
    public string FinishJournal { get; init; } = "let the package manager finish on the host";

    /// <summary>What to do about the journal and packages that are not configured.</summary>
    public string FinishBoth { get; init; } = "let the package manager finish (POST /api/v1/system/repair)";

    /// <summary>What to do about a database that the package manager itself does not read.</summary>
    public string RestoreDatabase { get; init; } = "restore the package database from a backup";
}
