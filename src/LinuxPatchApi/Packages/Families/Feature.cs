namespace LinuxPatchApi.Packages.Families;

/// <summary>Features that a package manager may lack through its D-Bus service, and data that the agent reads from its files.</summary>
internal enum Feature
{
    /// <summary>Shows beforehand what a change would do.</summary>
    Simulation,

    /// <summary>Installs exactly the requested version.</summary>
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

    /// <summary>Which updates fix vulnerabilities, and how severe these are.</summary>
    Advisories,

    /// <summary>Makes an installation or update that removes other packages, once the client accepts that.</summary>
    RemovesOthers,

    /// <summary>Finishes what was interrupted.</summary>
    Repair,

    /// <summary>Stops a running change on request.</summary>
    Cancel,

    /// <summary>Lists what could be installed.</summary>
    ListAvailable,

    /// <summary>The installed set is read from the package database, with what is held.</summary>
    InstalledSet,

    /// <summary>What is held on the host is known and left alone.</summary>
    Holds,

    /// <summary>Which packages were installed automatically.</summary>
    AutomaticMarks,

    /// <summary>Sizes of a plan, and the versions that the repositories offer, from their indexes on disk.</summary>
    RepositoryIndex,

    /// <summary>Which repositories are configured, and how old and how long valid their indexes are.</summary>
    Repositories,

    /// <summary>Which package owns a file.</summary>
    FileOwners,

    /// <summary>Package files of previous versions are kept from the package manager's cache.</summary>
    FileCache,

    /// <summary>The output of packages' scripts.</summary>
    ScriptOutput,

    /// <summary>Dependencies, licence and files of an installed package.</summary>
    Details,

    /// <summary>Whether the dependencies and conflicts of all installed packages are met.</summary>
    Relations,
}
