namespace LinuxPatchApi.Host.Restarts;

/// <summary>What a scan of all processes found; the file between the scan's unit and the daemon holds this record.</summary>
/// <param name="Processes">Processes that were looked at.</param>
/// <param name="Unreadable">Processes whose mappings could not be read, so that nothing is known of them.</param>
internal sealed record RestartScan(DateTimeOffset GeneratedAt, int Processes, int Unreadable, IReadOnlyList<StaleGroup> Groups);

/// <summary>The processes of one unit that run replaced code.</summary>
/// <param name="Packages">Owners of the files, sorted; null when the owner of none is known.</param>
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

/// <param name="Command">The kernel's name of the process, 15 bytes at most.</param>
internal sealed record StaleProcess(int Pid, string Command);

/// <param name="IsDeleted">True: no name leads to the mapped file any more. False: the name leads to another file.</param>
/// <param name="Packages">The packages that own the path; null when unknown.</param>
internal sealed record StaleFile(string Path, bool IsDeleted, IReadOnlyList<string>? Packages);
