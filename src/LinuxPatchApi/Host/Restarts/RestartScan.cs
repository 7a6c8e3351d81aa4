namespace LinuxPatchApi.Host.Restarts;

/// <summary>The result of a scan of all processes; also the content of the file between the scan's unit and the daemon.</summary>
/// <param name="Processes">Processes that were examined.</param>
/// <param name="Unreadable">Processes whose mappings could not be read; nothing is known about them.</param>
internal sealed record RestartScan(DateTimeOffset GeneratedAt, int Processes, int Unreadable, IReadOnlyList<StaleGroup> Groups);

/// <summary>The processes of one unit that run replaced code.</summary>
/// <param name="Packages">Owners of the files, sorted; null when no owner is known.</param>
/// <param name="ProcessCount">All of them; <paramref name="Processes"/> is bounded.</param>
/// <param name="FileCount">All of them; <paramref name="Files"/> is bounded.</param>
internal sealed record StaleGroup(
    PlaceKind Kind,
    string? Unit,
    string? Session,
    IReadOnlyList<string>? Packages,
    int ProcessCount,
    IReadOnlyList<StaleProcess> Processes,
    int FileCount,
    IReadOnlyList<StaleFile> Files);

/// <param name="Command">The kernel's name of the process, at most 15 bytes.</param>
internal sealed record StaleProcess(int Pid, string Command);

/// <param name="IsDeleted">True when no name refers to the mapped file any more; false when the name refers to another file.</param>
/// <param name="Packages">The packages that own the path; null when unknown.</param>
internal sealed record StaleFile(string Path, bool IsDeleted, IReadOnlyList<string>? Packages);
