namespace LinuxPatchApi.Jobs.Model;

/// <summary>Who holds a lock of the package database.</summary>
/// <param name="Pid">Null when the holder runs in another container.</param>
/// <param name="Command">The process's short name; null when it cannot be read.</param>
/// <param name="Since">When the process started; null when it cannot be read.</param>
/// <param name="Lock">Path of the lock file.</param>
internal sealed record LockHolder(int? Pid, string? Command, DateTimeOffset? Since, string Lock)
{
    /// <summary>True for the lock of the repositories' indexes, which does not block package changes.</summary>
    public bool IsOfIndexes { get; init; }

    /// <summary>True when the holder is the service through which the agent itself changes packages.</summary>
    public bool IsEngine { get; init; }

    /// <summary>True for a lock by a file's existence: its holder is a process that can have made it, without certainty.</summary>
    public bool IsFile { get; init; }

    /// <summary>True for a lock file that no running process can have made: whoever made it is gone.</summary>
    public bool IsStale { get; init; }

    public override string ToString() => IsStale
        ? $"{Lock} was left behind: whoever made it is gone, and nobody else removes it: "
            + $"when no package manager runs on the host, 'rm {Lock}' there lets the work go on"
        : Pid is { } pid
        ? $"{Command ?? "a process"} (pid {pid}) holds {Lock}"
        : $"a process elsewhere holds {Lock}";
}
