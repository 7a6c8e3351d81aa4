namespace LinuxPatchApi.Packages.Families;

/// <summary>What a host's package manager may or may not be able to do through its D-Bus service.</summary>
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
}
