using System.Threading.Channels;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Timing;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// The offered updates: read in the background, again after each change signal and whenever the package database or the indexes
/// changed on disk. Requests are served from the last reading with its age; they never wait for PackageKit, save for the first one.
/// </summary>
internal sealed class UpdateCache(
    IPackageEngine backend,
    InstalledCache installed,
    IRepositoryIndex? indexes,
    IRepositoryMonitor? looks,
    IInstalledSource source,
    DetailStore details,
    MetadataRefresher refresher,
    TimeProvider time,
    ILogger<UpdateCache> logger)
{
    /// <summary>The order of the host's family.</summary>
    public required IComparer<string> Versions { get; init; }

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Lock _publishing = new();

    /// <summary>What the last attempt stood on; null before the first. Boxed, so that it is read in one piece.</summary>
    private volatile Attempt? _lastAttempt;
    private static readonly IReadOnlyDictionary<string, UpdateDetail> NoDetails = new Dictionary<string, UpdateDetail>();

    /// <summary>Null before the first reading succeeded.</summary>
    public UpdatesSnapshot? Latest { get; private set; }

    /// <summary>Why the last reading failed; null when it did not.</summary>
    public PackageFailure? LastFailure { get; private set; }

    /// <summary>True when something changed since the last reading; it is then being read again.</summary>
    public bool IsOutdated => Latest is not { } latest || latest.Mark != Mark();

    /// <summary>Has it read again, in the background, when something changed since it was tried last, be it in vain.</summary>
    public void Look()
    {
        if (_lastAttempt is { } tried && tried.Mark != Mark())
        {
            Invalidate();
        }
    }

    /// <summary>When the repositories' indexes were last fetched, as far as is known.</summary>
    public DateTimeOffset? MetadataRefreshedAt => Later(Later(Latest?.MetadataRefreshedAt, refresher.RefreshedAt), looks?.SuccessAt());

    public void Invalidate() => _wake.Writer.TryWrite(true);

    /// <summary>The last reading. Only while there is none at all a request waits for one, for a limited time.</summary>
    public async Task<PackageResult<UpdatesSnapshot>> ForRequestAsync(CancellationToken cancellationToken)
    {
        if (Latest is { } latest)
        {
            if (IsOutdated)
            {
                Invalidate();
            }

            return latest;
        }

        using var deadline = new Deadline(PackageLimits.FirstReadingWait, time, cancellationToken);
        try
        {
            return await FirstAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LastFailure ?? new PackageFailure(JobErrorCode.BackendUnavailable, "the offered updates have not been read yet", Retryable: true);
        }
    }

    /// <summary>Reads now and publishes. Details that are not known yet follow in the background.</summary>
    public async Task<PackageResult<UpdatesSnapshot>> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return await ReadAloneAsync(cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The background reader; ends with the token.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        using var signals = backend.OnChanged(() =>
        {
            if (Latest is { } latest && latest.Mark.Database == source.Stamp())
            {
                looks?.Heard();
            }

            installed.Invalidate();
            Invalidate();
        });
        await using var retry = time.CreateTimer(_ => Invalidate(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Invalidate();
        while (await WaitAsync(shutdown))
        {
            using var deadline = new Deadline(PackageLimits.JobQueryDeadline, time, shutdown);
            try
            {
                var read = await ReadAsync(deadline.Token);
                if (read.IsSuccess)
                {
                    await FetchDetailsAsync(read.Value, shutdown);
                }
                else
                {
                    CacheLog.ReadingFailed(logger, read.Failure.Message);
                    retry.Change(PackageLimits.RetryAfterFailure, Timeout.InfiniteTimeSpan);
                }
            }
            catch (OperationCanceledException)
            {
                // The deadline or the shutdown; the loop's condition tells them apart.
                retry.Change(PackageLimits.RetryAfterFailure, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>What a reading under way finds, else one of its own. Asking a second time would wait behind the details, which take PackageKit
    /// a minute where changelogs cannot be reached.</summary>
    private async Task<PackageResult<UpdatesSnapshot>> FirstAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return Latest is { } latest ? latest : await ReadAloneAsync(cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<PackageResult<UpdatesSnapshot>> ReadAloneAsync(CancellationToken cancellationToken)
    {
        var mark = Mark();
        _lastAttempt = new Attempt(mark);
        var generatedAt = time.GetUtcNow();
        var updates = await UpdatesWithHiddenAsync(cancellationToken);
        if (!updates.IsSuccess)
        {
            LastFailure = updates.Failure;
            return updates.Failure;
        }

        var age = await backend.MetadataAgeAsync(cancellationToken);
        var refreshedAt = age.IsSuccess && age.Value is { } known ? generatedAt - known : Latest?.MetadataRefreshedAt;
        LastFailure = null;
        return Publish(_ => new UpdatesSnapshot(updates.Value, NoDetails, generatedAt, refreshedAt, mark))!;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b ?? a : a;

    private CacheMark Mark() => new(source.Stamp(), indexes?.ChangedAt(), indexes?.SettingsChangedAt());

    private async Task<bool> WaitAsync(CancellationToken shutdown)
    {
        try
        {
            await _wake.Reader.ReadAsync(shutdown);
            await Task.Delay(Latest is null ? TimeSpan.Zero : PackageLimits.ChangeSettle, time, shutdown);
            _wake.Reader.TryRead(out _);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>apt hides what cannot go in from its updates; what it would update such packages to is asked for by name.</summary>
    private async Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesWithHiddenAsync(CancellationToken cancellationToken)
    {
        var inventory = await installed.CurrentAsync(cancellationToken);
        if (!inventory.IsSuccess)
        {
            return inventory.Failure;
        }

        var updates = await backend.UpdatesAsync(cancellationToken);
        if (!updates.IsSuccess)
        {
            return updates.Failure;
        }

        var present = inventory.Value;
        if (!source.IsLocal)
        {
            // Others list what is under a lock, and call it blocked.
            return WithHolds(updates.Value.Select(u => u.Blocked is null ? u : u with { Held = true }), present, new Dictionary<PackageKey, Blocked>());
        }

        // apt calls blocked whatever it leaves as it is, with the version that is installed where it would keep that.
        var listed = updates.Value.Where(u => u.Blocked is null).ToList();
        var shown = listed.Select(u => present.Predecessor(u.Key)?.Key).OfType<PackageKey>().ToHashSet();
        var newer = Newer(present, cancellationToken);
        listed = [.. listed.Select(u => Indexed(u, newer))];
        var hidden = newer.Select(n => present.Predecessor(n.Package.Key)).Concat(present.Packages.Where(p => p.Held)).OfType<InstalledPackage>()
            .Where(p => !shown.Contains(p.Key)).DistinctBy(p => p.Key).ToList();
        if (hidden.Count == 0)
        {
            return WithHolds(listed, present, new Dictionary<PackageKey, Blocked>());
        }

        var offered = await backend.ResolveAvailableAsync([.. hidden.Select(h => h.Name).Distinct()], cancellationToken);
        var found = offered.IsSuccess ? HiddenUpdates.Of(hidden, offered.Value, newer, present, Versions).ToList() : [];
        var waiting = found.Where(u => !u.Held && u.Blocked is null)
            .Select(u => (present.Predecessor(u.Key)!, HiddenUpdates.Indexed(u.Name, u.Architecture, u.Version, newer).FirstOrDefault())).ToList();
        return WithHolds(listed.Concat(found), present, Reasons(waiting, present, cancellationToken));
    }

    /// <summary>With its sizes. PackageKit lists what no trusted key signed, and then refuses the whole transaction for it.</summary>
    private static UpdateCandidate Indexed(UpdateCandidate update, IReadOnlyList<IndexedUpdate> newer)
    {
        var known = HiddenUpdates.Indexed(update.Name, update.Architecture, update.Version, newer);
        return update with
        {
            Blocked = known.Select(i => i.Blocked).FirstOrDefault(b => b is { Kind: BlockKind.Unauthenticated }),
            SizeBytes = known.Count > 0 ? known[0].Package.SizeBytes : null,
            DownloadBytes = known.Count > 0 ? known[0].Package.DownloadBytes : null,
        };
    }

    /// <summary>Held is what its own lock says, of whatever the update was made; a reason for those that were not listed.</summary>
    private static List<UpdateCandidate> WithHolds(
        IEnumerable<UpdateCandidate> updates, InstalledInventory present, IReadOnlyDictionary<PackageKey, Blocked> reasons) =>
    [
        .. updates.Select(u => present.Predecessor(u.Key) is not { } former ? u
            : former.Held || u.Held ? u with { Held = true, Blocked = new Blocked(BlockKind.Held, $"held at {former.Version} on the host") }
            : u with { Blocked = u.Blocked ?? reasons.GetValueOrDefault(former.Key) }),
    ];

    private IReadOnlyList<IndexedUpdate> Newer(InstalledInventory present, CancellationToken cancellationToken)
    {
        try
        {
            return indexes?.Newer(present, cancellationToken) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            CacheLog.ReadingFailed(logger, SystemErrorText.Of(e));
            return [];
        }
    }

    private IReadOnlyDictionary<PackageKey, Blocked> Reasons(
        IReadOnlyList<(InstalledPackage Present, IndexedUpdate? Update)> waiting, InstalledInventory present, CancellationToken cancellationToken)
    {
        try
        {
            return indexes?.WhyWaiting(waiting, present, cancellationToken) ?? new Dictionary<PackageKey, Blocked>();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return waiting.ToDictionary(w => w.Present.Key, _ => new Blocked(BlockKind.Unknown, $"the reason cannot be read: {SystemErrorText.Of(e)}"));
        }
    }

    private async Task FetchDetailsAsync(UpdatesSnapshot snapshot, CancellationToken shutdown)
    {
        foreach (var batch in details.Missing(snapshot.Updates.Select(u => u.Id)).Chunk(PackageLimits.DetailBatch))
        {
            using var deadline = new Deadline(PackageLimits.JobQueryDeadline, time, shutdown);
            var fetched = await backend.UpdateDetailsAsync(batch, deadline.Token);
            if (!fetched.IsSuccess)
            {
                CacheLog.DetailsFailed(logger, fetched.Failure.Message);
                return;
            }

            details.Add([.. fetched.Value, .. batch.Except(fetched.Value.Select(d => d.Id)).Select(UpdateDetail.None)]);
            Publish(latest => latest);
        }
    }

    /// <summary>
    /// The newest reading with all details that are known by now. A request may read while details are fetched for the reading before:
    /// whoever comes last, none of them is missing.
    /// </summary>
    private UpdatesSnapshot? Publish(Func<UpdatesSnapshot?, UpdatesSnapshot?> next)
    {
        lock (_publishing)
        {
            return Latest = next(Latest) is { } latest ? latest with { Details = details.Of(latest.Updates.Select(u => u.Id)) } : null;
        }
    }

    private sealed record Attempt(CacheMark Mark);
}
