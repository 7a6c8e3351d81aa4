namespace LinuxPatchApi.Packages.Model;

/// <summary>How far the installation of a package has come; dpkg's states, RPM and others know only the first.</summary>
internal enum InstalledState
{
    /// <summary>Unpacked and configured.</summary>
    Installed,

    /// <summary>Unpacking was interrupted.</summary>
    HalfInstalled,

    /// <summary>Unpacked, never configured.</summary>
    Unpacked,

    /// <summary>The post-installation script failed or was interrupted.</summary>
    HalfConfigured,

    /// <summary>Waits for another package's trigger, or has its own pending. It works; dpkg finishes it with the next run.</summary>
    TriggersPending,
}
