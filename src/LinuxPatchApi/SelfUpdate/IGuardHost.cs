namespace LinuxPatchApi.SelfUpdate;

/// <summary>What the guard needs of the host. Each call ends with <see cref="OperationCanceledException"/> when it is cancelled.</summary>
internal interface IGuardHost
{
    /// <summary>Identifies the installed program, see <see cref="ProgramImage"/>.</summary>
    string Image();

    /// <summary>True when somebody holds the package database's lock.</summary>
    bool IsBusy();

    /// <summary>Stops the agent's unit; returns why it could not be.</summary>
    Task<string?> StopAgentAsync(CancellationToken cancellationToken);

    /// <summary>Starts the agent's unit; returns why it could not be.</summary>
    Task<string?> StartAgentAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the installed version of the agent's package, and whether it is completely installed; null when it is not installed, or
    /// unknown.
    /// </summary>
    Task<(string Version, bool IsWhole)?> InstalledAsync(CancellationToken cancellationToken);

    /// <summary>Lets the package manager install a package file; returns what it reports as failure.</summary>
    Task<string?> InstallAsync(string package, CancellationToken cancellationToken);

    /// <summary>Lets the package manager install a version of the agent from a repository; returns what it reports as failure.</summary>
    Task<string?> InstallVersionAsync(string architecture, string version, CancellationToken cancellationToken);

    /// <summary>Lets the package manager finish what was interrupted; returns what it reports as failure.</summary>
    Task<string?> RepairAsync(CancellationToken cancellationToken);
}
