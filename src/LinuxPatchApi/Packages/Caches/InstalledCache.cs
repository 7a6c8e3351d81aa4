using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// The installed set, never older than it says: from a local database it is read again whenever the database's mark changed;
/// from a service it is read in the background and served with its age.
/// </summary>
internal sealed class InstalledCache(IInstalledSource source)
{
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Reading? _latest;
    private volatile PackageFailure? _failure;
    private volatile bool _outdated;

    /// <summary>The words of the family that this is the database of.</summary>
    public PackageTerms Terms => source.Terms;

    /// <summary>A change was signalled; the next reading asks again.</summary>
    public void Invalidate() => _outdated = true;

    /// <summary>The last one read, whatever its age; null before the first.</summary>
    public InstalledInventory? Latest => _latest?.Inventory;

    /// <summary>Why the last reading failed; null when it did not. What is then known of before says nothing of now.</summary>
    public PackageFailure? LastFailure => _failure;

    /// <summary>The last reading: the installed set or why there is none; null before the first.</summary>
    public PackageResult<InstalledInventory>? LatestReading =>
        _failure is { } failure ? failure : _latest is { } latest ? PackageResult<InstalledInventory>.Of(latest.Inventory) : default(PackageResult<InstalledInventory>?);

    /// <summary>Whether the package database is read here, which costs nobody anything.</summary>
    public bool IsLocal => source.IsLocal;

    public bool IsOutdated => _latest is not { } latest || _outdated || source.Stamp() != latest.Stamp;

    /// <summary>For a request: a local source is read when needed, another one is not waited for once there is something
    /// to show, unless the database on disk is known to have changed since: a service that sleeps tells of no change.</summary>
    public Task<PackageResult<InstalledInventory>> ForRequestAsync(CancellationToken cancellationToken) =>
        _latest is { } latest && (source.IsLocal ? !IsOutdated : source.Stamp() == latest.Stamp)
            ? Task.FromResult(PackageResult<InstalledInventory>.Of(latest.Inventory))
            : CurrentAsync(cancellationToken);

    /// <summary>Looks at a local source, whose reading is milliseconds; never asks a service.</summary>
    public Task ForHealthAsync(CancellationToken cancellationToken) =>
        source.IsLocal && IsOutdated ? CurrentAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>What of the package database is in part or cannot be read, a running job's work included; null when nothing is, or it was never
    /// read, or a service that would have to be asked does not tell.</summary>
    public async Task<UncleanDatabase?> UncleanAsync(CancellationToken cancellationToken)
    {
        await ForHealthAsync(cancellationToken);
        return LatestReading switch
        {
            null => null,
            { IsSuccess: true } read => UncleanDatabase.Of(read.Value),
            { } unread => source.IsLocal ? new UncleanDatabase([], $"what is installed cannot be read: {unread.Failure!.Message}") : null,
        };
    }

    /// <summary>Whether there is nothing of that.</summary>
    public async Task<bool> IsCleanAsync(CancellationToken cancellationToken) =>
        await UncleanAsync(cancellationToken) is null;

    /// <summary>The installed set as it is now.</summary>
    public async Task<PackageResult<InstalledInventory>> CurrentAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (source.IsLocal && !IsOutdated)
            {
                return _latest!.Inventory;
            }

            // The mark is taken before the reading: a write in between makes the next reader look again.
            _outdated = false;
            var stamp = source.Stamp();
            var succeeded = false;
            try
            {
                var read = await source.ReadAsync(cancellationToken);
                _failure = read.Failure;
                if (read.IsSuccess)
                {
                    _latest = new Reading(read.Value, stamp);
                    succeeded = true;
                }

                return read;
            }
            finally
            {
                _outdated |= !succeeded;
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>One reference, so that readers without the lock never see half of it.</summary>
    private sealed record Reading(InstalledInventory Inventory, DatabaseStamp? Stamp);
}
