using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Caches the installed set. A local database is read again whenever its stamp changed; a set from a service is read in the background and
/// served with its age.
/// </summary>
internal sealed class InstalledCache(IInstalledSource source)
{
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Reading? _latest;
    private volatile PackageFailure? _failure;
    private volatile bool _outdated;

    /// <summary>The terms of the database's family.</summary>
    public PackageTerms Terms => source.Terms;

    /// <summary>Makes the next read go to the source.</summary>
    public void Invalidate() => _outdated = true;

    /// <summary>The installed set as last read, whatever its age; null before the first read.</summary>
    public InstalledInventory? Latest => _latest?.Inventory;

    /// <summary>Why the last read failed; null when it succeeded. An earlier set then says nothing about the present.</summary>
    public PackageFailure? LastFailure => _failure;

    /// <summary>The result of the last read: the installed set or the failure; null before the first.</summary>
    public PackageResult<InstalledInventory>? LatestReading => _failure is { } failure ? failure
        : _latest is { } latest ? PackageResult<InstalledInventory>.Of(latest.Inventory)
        : default(PackageResult<InstalledInventory>?);

    /// <summary>True when the agent itself reads the package database, which loads no service.</summary>
    public bool IsLocal => source.IsLocal;

    /// <summary>
    /// True while a package job runs: a service that is the source would answer behind the job's transaction, seconds or minutes later.
    /// </summary>
    public Func<bool> IsBusy { private get; set; } = static () => false;

    public bool IsOutdated => _latest is not { } latest || _outdated || source.IsUncertain || source.Stamp() != latest.Stamp;

    /// <summary>
    /// Returns the installed set for a request. A local source is read when its stamp changed. For another source the cached set is
    /// returned, unless the database on disk changed since: a service that is not running signals no change. While a package job changes
    /// the database, the set from before is returned with its age.
    /// </summary>
    public Task<PackageResult<InstalledInventory>> ForRequestAsync(CancellationToken cancellationToken) =>
        _latest is { } latest && (source.IsLocal ? !IsOutdated : IsBusy() || (!source.IsUncertain && source.Stamp() == latest.Stamp))
            ? Task.FromResult(PackageResult<InstalledInventory>.Of(latest.Inventory))
            : CurrentAsync(cancellationToken);

    /// <summary>Reads a local source when it changed, which takes milliseconds; never queries a service.</summary>
    public Task ForHealthAsync(CancellationToken cancellationToken) =>
        source.IsLocal && IsOutdated ? CurrentAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>
    /// Returns what is unfinished or unreadable in the package database, including the work of a running job. Null when nothing is, when it
    /// was never read, and when a service that fails to answer would have to be queried.
    /// </summary>
    public async Task<UncleanDatabase?> UncleanAsync(CancellationToken cancellationToken)
    {
        await ForHealthAsync(cancellationToken);
        return LatestReading switch
        {
            null => null,
            { IsSuccess: true } read => UncleanDatabase.Of(read.Value),
            { } unread => source.IsLocal
                ? new UncleanDatabase([], $"what is installed cannot be read: {unread.Failure!.Message}")
                : null,
        };
    }

    /// <summary>True when <see cref="UncleanAsync"/> finds nothing.</summary>
    public async Task<bool> IsCleanAsync(CancellationToken cancellationToken) =>
        await UncleanAsync(cancellationToken) is null;

    /// <summary>Returns the installed set as it is now.</summary>
    public async Task<PackageResult<InstalledInventory>> CurrentAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (source.IsLocal && !IsOutdated)
            {
                return _latest!.Inventory;
            }

            // The stamp is taken before the read: a write in between makes the next call read again.
            _outdated = false;
            var stamp = source.Stamp();
            var succeeded = false;
            try
            {
                var read = await source.ReadAsync(cancellationToken);
                if (read.IsSuccess || !cancellationToken.IsCancellationRequested)
                {
                    // A caller that stopped waiting says nothing about the source.
                    _failure = read.Failure;
                }

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

    /// <summary>Replaced as one reference, so that readers without the lock never see a torn value.</summary>
    private sealed record Reading(InstalledInventory Inventory, DatabaseStamp? Stamp);
}
