namespace LinuxPatchApi.ManagerRepository;

/// <summary>What is in the way of the manager's repository.</summary>
internal enum RepositoryTrouble
{
    None,

    /// <summary>The manager has nothing for this release, or no repository at all: nothing is wrong on this host.</summary>
    NoneForHost,

    /// <summary>The manager is not reached, is not trusted, or failed.</summary>
    Unreachable,

    /// <summary>The manager's answer is not of the form that is accepted.</summary>
    Refused,

    /// <summary>The files could not be written.</summary>
    NotWritten,

    /// <summary>The files are being written, or are, and the package manager was not asked to read the repository since.</summary>
    Unread,
}

/// <summary>How the last attempt ended, as it is on disk.</summary>
/// <param name="TriedAt">When the manager was asked.</param>
/// <param name="SyncedAt">When an answer of the manager was last in place; null: never.</param>
/// <param name="Reason">A clause for people; null without trouble.</param>
internal sealed record RepositoryRecord(DateTimeOffset TriedAt, DateTimeOffset? SyncedAt, RepositoryTrouble Trouble, string? Reason)
{
    /// <summary>
    /// The manager's last word is that it has no repository for this host. It stays so while the manager is unreachable or refused: what it
    /// has withdrawn does not count again before it says so.
    /// </summary>
    public bool HasNone { get; init; }
}
