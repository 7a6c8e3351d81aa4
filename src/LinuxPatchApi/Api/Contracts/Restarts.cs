using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/restarts</c>: what still runs replaced code.</summary>
/// <param name="GeneratedAt">When the processes were scanned.</param>
/// <param name="Source"><c>unit</c>: scanned by the unit that may read every process; <c>agent</c>: by the agent itself.</param>
/// <param name="Limitation">Why the result is incomplete; null when it is complete.</param>
/// <param name="Processes">Number of processes scanned.</param>
/// <param name="Unreadable">Number of processes that could not be read.</param>
/// <param name="RebootReasons">Why a reboot is required; empty when it is not.</param>
/// <param name="RebootNotes">Findings that do not require a reboot.</param>
/// <param name="Container">The kind of container; null outside a container.</param>
/// <param name="Units">Units first, then programs that belong to no unit.</param>
internal sealed record Restarts(
    WireTime GeneratedAt,
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
/// <param name="Restartable">True when the agent would restart it.</param>
/// <param name="Reason">Why it would not; null when it would.</param>
/// <param name="Packages">Null when no owner of the files is known.</param>
/// <param name="ProcessCount">Total; <paramref name="Processes"/> has the first 50.</param>
/// <param name="FileCount">Total; <paramref name="Files"/> has the first 200.</param>
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

/// <summary>A file that a process still runs although it was replaced.</summary>
/// <param name="State"><c>deleted</c>: the running file has no name any more; <c>replaced</c>: its path names another file now.</param>
/// <param name="Packages">Null when no owner is known.</param>
internal sealed record RestartFile(string Path, string State, IReadOnlyList<string>? Packages);
