namespace LinuxPatchApi.Jobs.Model;

/// <summary>Who holds a lock of the package database.</summary>
/// <param name="Pid">Null when the holder lives in another container.</param>
/// <param name="Command">The process's short name; null when it cannot be read.</param>
/// <param name="Since">When the process began; null when it cannot be read.</param>
/// <param name="Lock">Path of the lock file.</param>
internal sealed record LockHolder(int? Pid, string? Command, DateTimeOffset? Since, string Lock)
{
    /// <summary>It is the lock of the repositories' indexes, which keeps nobody from changing packages.</summary>
    public bool IsOfIndexes { get; init; }

    public override string ToString() => Pid is { } pid ? $"{Command ?? "a process"} (pid {pid}) holds {Lock}" : $"a process elsewhere holds {Lock}";
}
