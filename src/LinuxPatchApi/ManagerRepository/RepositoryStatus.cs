using LinuxPatchApi.OpenPgp;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>What is known of the manager's repository on this host. Immutable.</summary>
/// <param name="IsInPlace">Both files have what the manager's last good answer says.</param>
/// <param name="Record">How the last attempt ended; null before the first.</param>
/// <param name="Key">The fingerprints, when the key's file has the manager's key; null otherwise.</param>
/// <param name="KeyUntil">When that key cannot sign any more; null: never.</param>
internal sealed record RepositoryStatus(bool IsInPlace, RepositoryRecord? Record, string? Key, DateTimeOffset? KeyUntil, bool IsRevoked)
{
    /// <summary>
    /// What of the manager's repository is on this host, in words for what has to be deleted: the line or section, the key. Empty when
    /// there is nothing.
    /// </summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>Null before the first attempt. An unreachable manager does not undo what is in place.</summary>
    public bool? IsSynced => Record is null ? null
        : IsInPlace && Record is { SyncedAt: not null, HasNone: false, Trouble: RepositoryTrouble.None or RepositoryTrouble.Unreachable };

    public DateTimeOffset? SyncedAt => Record?.SyncedAt;

    /// <summary>Null where the manager has no repository for this host, and before the first attempt.</summary>
    public KeyStatus? KeyStatusAt(DateTimeOffset now) => Record is null or { HasNone: true } ? null
        : Key is null ? KeyStatus.Missing
        : IsRevoked ? KeyStatus.Revoked
        : KeyUntil <= now ? KeyStatus.Expired
        : KeyStatus.Valid;
}
