using LinuxPatchApi.SelfUpdate;

namespace LinuxPatchApi.Operations.SelfUpdates;

/// <summary>The dependencies of a self-update beyond those of other package changes.</summary>
/// <param name="Own">This process, its program and its units.</param>
/// <param name="Deadline">Returns how long a new version has until it answers, as configured now.</param>
internal sealed record SelfUpdateTools(
    SelfUpdateFiles Files, KeptPackage Kept, IOwnProcess Own, Func<TimeSpan> Deadline, string BootId, TimeProvider Time);

/// <summary>What a self-update has to know of this process and its units.</summary>
internal interface IOwnProcess
{
    /// <summary>The version of the program that runs.</summary>
    string Version { get; }

    /// <summary>Identifies the installed program, see <see cref="ProgramImage"/>.</summary>
    string InstalledImage();

    /// <summary>True when the installed program is another one than the one that runs.</summary>
    bool IsReplaced();

    /// <summary>Returns why the agent does not answer at its own listener; null when it does.</summary>
    Task<string?> ListenerProblemAsync(CancellationToken cancellationToken);

    /// <summary>Starts the guard; returns why it does not run.</summary>
    Task<string?> StartGuardAsync(CancellationToken cancellationToken);

    /// <summary>Asks the service manager to restart the agent; returns why it does not.</summary>
    Task<string?> RestartAsync(CancellationToken cancellationToken);
}
