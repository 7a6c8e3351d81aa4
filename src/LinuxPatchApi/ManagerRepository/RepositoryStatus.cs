using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Packages.Repositories;

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

    /// <summary>What the package manager has of it; null where that is not known.</summary>
    public RepositoryIndex? Index { get; init; }

    /// <summary>
    /// Null before the first attempt. An unreachable manager does not undo what is in place. A repository that the package manager has
    /// never read, or whose signature it refuses, gives nothing: it is not what the manager says.
    /// </summary>
    public bool? IsSynced => Record is null ? null
        : IsInPlace && Record is { SyncedAt: not null, HasNone: false, Trouble: RepositoryTrouble.None or RepositoryTrouble.Unreachable }
            && Index is null or { IsOnHost: true, Refusal: null };

    /// <summary>
    /// True when the package manager refuses the repository's signature, or has left it out of the latest refresh: the manager may have
    /// another key by now.
    /// </summary>
    public bool IsUnread => IsInPlace && Index is { Refusal: not null } or { IsOnHost: false };

    public DateTimeOffset? SyncedAt => Record?.SyncedAt;

    /// <summary>Null where the manager has no repository for this host, and before the first attempt.</summary>
    public KeyStatus? KeyStatusAt(DateTimeOffset now) => Record is null or { HasNone: true } ? null
        : Key is null ? KeyStatus.Missing
        : IsRevoked ? KeyStatus.Revoked
        : KeyUntil <= now ? KeyStatus.Expired
        : KeyStatus.Valid;
}

/// <summary>What the package manager has of the manager's repository.</summary>
/// <param name="IsOnHost">It has read the repository's index, now or before.</param>
/// <param name="Messages">What it said of the repository at the last refresh; empty when that succeeded.</param>
/// <param name="Refusal">Its words about a signature that it does not accept; null when it said none.</param>
internal sealed record RepositoryIndex(bool IsOnHost, IReadOnlyList<string> Messages, string? Refusal);
