namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/restarts</c>: what still runs replaced code.</summary>
/// <param name="GeneratedAt">When the processes were looked at.</param>
/// <param name="Source"><c>unit</c>: the scan's own unit, which may read every process; <c>agent</c>: the agent itself.</param>
/// <param name="Limitation">Why not everything is known; null when everything is.</param>
/// <param name="Processes">Processes that were looked at.</param>
/// <param name="Unreadable">Processes of which nothing is known.</param>
/// <param name="RebootReasons">Why a reboot is needed; empty when it is not.</param>
/// <param name="RebootNotes">What was looked at and speaks against one.</param>
/// <param name="Container">Null on a host of its own.</param>
/// <param name="Units">Units first, then programs that belong to none.</param>
internal sealed record Restarts(
    DateTimeOffset GeneratedAt,
    string Source,
    string? Limitation,
    int Processes,
    int Unreadable,
    bool RebootRequired,
    IReadOnlyList<string> RebootReasons,
    IReadOnlyList<string> RebootNotes,
    string? Container,
    IReadOnlyList<RestartUnit> Units);

/// <summary>Processes of one unit that run replaced code.</summary>
/// <param name="Unit">Null when the program belongs to no unit of systemd.</param>
/// <param name="Kind"><c>service</c>, <c>session</c>, <c>user</c>, <c>init</c>, <c>scope</c> or <c>other</c>.</param>
/// <param name="Session">logind's id of a login session; null for everything else.</param>
/// <param name="Restartable">Whether the agent would restart it.</param>
/// <param name="Reason">Why it would not; null when it would.</param>
/// <param name="Packages">Null when no owner of the files is known.</param>
/// <param name="ProcessCount">All of them; <paramref name="Processes"/> has the first 50.</param>
/// <param name="FileCount">All of them; <paramref name="Files"/> has the first 200.</param>
internal sealed record RestartUnit(
    string? Unit,
    string Kind,
    string? Session,
    bool Restartable,
    string? Reason,
    IReadOnlyList<string>? Packages,
    int ProcessCount,
    IReadOnlyList<RestartProcess> Processes,
    int FileCount,
    IReadOnlyList<RestartFile> Files);

internal sealed record RestartProcess(int Pid, string Command);

/// <param name="State"><c>deleted</c>: no name leads to the running file any more; <c>replaced</c>: the path leads to another file.</param>
/// <param name="Packages">Null when no owner is known.</param>
internal sealed record RestartFile(string Path, string State, IReadOnlyList<string>? Packages);
