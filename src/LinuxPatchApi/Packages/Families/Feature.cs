namespace LinuxPatchApi.Packages.Families;

/// <summary>What a host's package manager may or may not be able to do through its D-Bus service, and what its files tell the agent.</summary>
internal enum Feature
{
    /// <summary>Tells beforehand what a change would do.</summary>
    Simulation,

    /// <summary>Installs exactly the version that was asked for.</summary>
    ExactVersion,

    /// <summary>Goes back to an older version.</summary>
    Downgrade,

    /// <summary>Installs the present version again.</summary>
    Reinstall,

    /// <summary>Removes configuration files together with the package.</summary>
    Purge,

    /// <summary>Leaves out what a package only recommends.</summary>
    WithoutRecommends,

    /// <summary>Updates some packages and leaves the rest as they are.</summary>
    PartialUpgrade,

    /// <summary>Finishes what was interrupted.</summary>
    Repair,

    /// <summary>Can be asked to stop a running change.</summary>
    Cancel,

    /// <summary>Lists what could be installed.</summary>
    ListAvailable,

    /// <summary>The installed set is read from the package database, with what is held.</summary>
    InstalledSet,

    /// <summary>Which packages were installed automatically.</summary>
    AutomaticMarks,

    /// <summary>Sizes of a plan, and the versions that the repositories give, from their indexes on disk.</summary>
    RepositoryIndex,

    /// <summary>Which repositories are configured, and how old and how long valid their indexes are.</summary>
    Repositories,

    /// <summary>Which package owns a file.</summary>
    FileOwners,

    /// <summary>Package files of previous versions are kept from the package manager's cache.</summary>
    FileCache,

    /// <summary>What scripts of packages print.</summary>
    ScriptOutput,

    /// <summary>Dependencies, licence and files of an installed package.</summary>
    Details,
}
