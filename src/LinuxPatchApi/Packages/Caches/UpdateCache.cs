using System.Threading.Channels;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Timing;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Caches the offered updates. They are read in the background, again after each change signal and whenever the package database or the
/// indexes changed on disk. Requests get the last result with its age; only the very first one waits for PackageKit.
/// </summary>
internal sealed class UpdateCache(
    IPackageEngine backend,
    InstalledCache installed,
    IRepositoryIndex? indexes,
    IRepositoryMonitor? monitor,
    IInstalledSource source,
    DetailStore details,
    MetadataRefresher refresher,
    TimeProvider time,
    ILogger<UpdateCache> logger)
{
    /// <summary>The version order of the host's family.</summary>
    public required IComparer<string> Versions { get; init; }

    /// <summary>As <see cref="IPackageFamily.DetailsAreAdvisories"/>.</summary>
    public bool DetailsAreAdvisories { get; init; }

    /// <summary>Null where the engine has all that the repositories say of updates.</summary>
    public IAdvisories? Advisories { get; init; }

    /// <summary>Null where the package manager's list has all updates (<see cref="IPackageFamily.ListIsSolution"/>).</summary>
    public UnlistedUpdates? Unlisted { get; init; }

    /// <summary>
    /// Returns when the oldest data of an enabled repository were fetched, the least time when one has none, null when unknown; null itself
    /// where a refresh that succeeded has read all.
    /// </summary>
    public Func<DateTimeOffset?>? DataAt { get; init; }

    /// <summary>As <see cref="FamilyHost.ListFault"/>.</summary>
    public Func<ListFault?>? ListFault { get; init; }

    /// <summary>Returns whether no configured repository has data on this host: then no refresh counts, whoever reports one.</summary>
    public Func<bool>? IsBlind { get; init; }

    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Lock _publishing = new();
    private DateTimeOffset? _refreshedAt;
    /// <summary>Null before the first.</summary>
    private volatile Attempt? _lastAttempt;
    private static readonly IReadOnlyDictionary<string, UpdateDetail> NoDetails = new Dictionary<string, UpdateDetail>();

    /// <summary>Null before the first successful read.</summary>
    public UpdatesSnapshot? Latest { get; private set; }

    /// <summary>Why the last read failed; null when it succeeded.</summary>
    public PackageFailure? LastFailure { get; private set; }

    /// <summary>True when something changed since the last successful read, or a read after it failed.</summary>
    public bool IsOutdated => Latest is not { } latest || LastFailure is not null || latest.Mark != Mark();

    /// <summary>What a client of a list has to know, and why the updates could not be read again.</summary>
    public IReadOnlyList<string> ListWarnings => UpdatesSnapshot.WarningsOf(Latest, LastFailure);

    private UpdateList List => field ??= new UpdateList(backend, ListFault);

    /// <summary>
    /// Starts a read in the background when something changed since the last attempt, successful or not, or nobody reads the details.
    /// </summary>
    public void InvalidateIfChanged()
    {
        if (_lastAttempt is { } tried && (tried.Mark != Mark() || (!tried.ReadsDetails && Latest is { BeingRead: not null })))
        {
            Invalidate();
        }
    }

    /// <summary>When the package manager's settings last changed; null when unknown.</summary>
    public DateTimeOffset? SettingsChangedAt => indexes?.SettingsChangedAt();

    /// <summary>
    /// When any program last refreshed the repositories' indexes; null when unknown. Never goes back in the life of the process: PackageKit
    /// counts whole seconds, and a refresh that left a repository behind hides the one before. Only a time in the future is dropped, for
    /// good: the clock was ahead.
    /// </summary>
    public DateTimeOffset? MetadataRefreshedAt
    {
        get
        {
            var now = time.GetUtcNow();
            lock (_publishing)
            {
                if (Latest is { } latest && latest.MetadataRefreshedAt > now)
                {
                    Latest = latest with { MetadataRefreshedAt = null };
                }

                _refreshedAt = new[] { _refreshedAt, Latest?.MetadataRefreshedAt, refresher.RefreshedAt, monitor?.SuccessAt() }
                    .Where(at => at <= now).Max();
                return Latest is { IsBlind: true } ? null : _refreshedAt;
            }
        }
    }

    public void Invalidate() => _wake.Writer.TryWrite(true);

    /// <summary>Returns the last result. Waits, for a limited time, only while there is none at all.</summary>
    public async Task<PackageResult<UpdatesSnapshot>> ForRequestAsync(CancellationToken cancellationToken)
    {
        if (Latest is { } latest)
        {
            InvalidateIfChanged();
            return latest;
        }

        using var deadline = new Deadline(PackageLimits.FirstReadingWait, time, cancellationToken);
        try
        {
            return await FirstAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LastFailure ?? new PackageFailure(
                JobErrorCode.BackendUnavailable, "the offered updates have not been read yet", Retryable: true);
        }
    }

    /// <summary>Reads and publishes the updates now. Details that are not cached yet follow in the background.</summary>
    public async Task<PackageResult<UpdatesSnapshot>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await ReadAsync(cancellationToken, readsDetails: false);
        if (!read.IsSuccess)
        {
            // The background reader tries until it succeeds: until then the list is stale.
            Invalidate();
        }

        return read;
    }

    private async Task<PackageResult<UpdatesSnapshot>> ReadAsync(CancellationToken cancellationToken, bool readsDetails)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return await ReadAloneAsync(readsDetails, cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Reads in the background until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        using var signals = backend.OnChanged(() =>
        {
            if (Latest is { } latest && latest.Mark.Database == source.Stamp())
            {
                monitor?.OnSignal();
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
                var read = await ReadAsync(deadline.Token, readsDetails: true);
                if (read.IsSuccess)
                {
                    var hasDetails = await FetchDetailsAsync(read.Value, shutdown);
                    if ((Unlisted is not null && !await ExplainAsync(Unlisted, read.Value, shutdown)) || !hasDetails)
                    {
                        retry.Change(PackageLimits.RetryAfterFailure, Timeout.InfiniteTimeSpan);
                    }
                }
                else
                {
                    CacheLog.ReadingFailed(logger, read.Failure.Message);
                    retry.Change(PackageLimits.RetryAfterFailure, Timeout.InfiniteTimeSpan);
                }
            }
            catch (OperationCanceledException)
            {
                // The deadline or the shutdown; the loop's condition distinguishes them.
                if (!shutdown.IsCancellationRequested)
                {
                    LastFailure = PackageFailure.NoAnswer(PackageLimits.JobQueryDeadline);
                    CacheLog.ReadingFailed(logger, LastFailure.Message);
                }

                retry.Change(PackageLimits.RetryAfterFailure, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>
    /// Returns the result of a read that is running, else reads. A second query would wait behind the details, which take PackageKit a
    /// minute where changelogs are unreachable.
    /// </summary>
    private async Task<PackageResult<UpdatesSnapshot>> FirstAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return Latest is { } latest ? latest : await ReadAloneAsync(readsDetails: false, cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<PackageResult<UpdatesSnapshot>> ReadAloneAsync(bool readsDetails, CancellationToken cancellationToken)
    {
        var mark = Mark();
        _lastAttempt = new Attempt(mark, readsDetails);
        var generatedAt = time.GetUtcNow();
        IReadOnlyList<InstalledPackage> hidden = [];
        var updates = await UpdatesWithHiddenAsync(found => hidden = found, cancellationToken);
        // A caller that stopped waiting says nothing about the package manager.
        cancellationToken.ThrowIfCancellationRequested();
        if (!updates.IsSuccess)
        {
            LastFailure = updates.Failure;
            return updates.Failure;
        }

        var age = await backend.MetadataAgeAsync(cancellationToken);
        var refreshedAt = age.IsSuccess && age.Value is { } known ? generatedAt - known : Latest?.MetadataRefreshedAt;
        if (DataAt?.Invoke() is { } oldest && oldest < refreshedAt)
        {
            // The engine's count is of its last success, which may have left a repository out.
            refreshedAt = oldest > DateTimeOffset.MinValue ? oldest : Latest?.MetadataRefreshedAt;
        }

        var advice = UpdateAdvice.Read(Advisories, updates.Value, installed.Latest, Versions, cancellationToken);
        var published = Publish(_ => new UpdatesSnapshot(advice?.Updates ?? updates.Value, NoDetails, generatedAt, refreshedAt, mark)
        { IsBlind = IsBlind?.Invoke() == true, Unread = indexes?.Unreadable(), Hidden = hidden, Advice = advice, Old = List.Gap })!;
        LastFailure = null;
        return published;
    }

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

    /// <summary>
    /// Returns the updates with those that apt does not list because they cannot go in: their candidates are queried by name.
    /// </summary>
    /// <param name="hide">Receives the packages whose updates, or some of them, a lock or an exclusion hides.</param>
    private async Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesWithHiddenAsync(
        Action<IReadOnlyList<InstalledPackage>> hide, CancellationToken cancellationToken)
    {
        var inventory = await installed.CurrentAsync(cancellationToken);
        if (!inventory.IsSuccess)
        {
            return inventory.Failure;
        }

        var updates = await List.ReadAsync(cancellationToken);
        if (!updates.IsSuccess)
        {
            return updates.Failure;
        }

        var present = inventory.Value;
        if (!source.IsLocal)
        {
            // Other package managers list held packages as blocked.
            IReadOnlyList<UpdateCandidate> rows = [.. updates.Value.Select(u => u.Blocked is null ? u : u with { Held = true })];
            if (Unlisted is null)
            {
                hide(HiddenUpdates.Of(present, rows, new HashSet<string>()));
            }
            else
            {
                var completed = await Unlisted.CompleteAsync(rows, present, source.Stamp(), cancellationToken);
                if (!completed.IsSuccess)
                {
                    return completed.Failure;
                }

                rows = completed.Value.Updates;
                hide(HiddenUpdates.Of(present, rows, completed.Value.Offered));
            }

            return HiddenUpdates.WithHolds(rows, present, new Dictionary<PackageKey, Blocked>());
        }

        // apt's "blocked" rows are all packages that it keeps, some with the installed version.
        var listed = updates.Value.Where(u => u.Blocked is null).ToList();
        var shown = listed.Select(u => present.Predecessor(u.Key)?.Key).OfType<PackageKey>().ToHashSet();
        var newer = indexes?.Newer(present, cancellationToken) ?? [];
        listed = [.. listed.Select(u => Indexed(u, newer, present))];
        var hidden = newer.Select(n => present.Predecessor(n.Package.Key)).Concat(present.Packages.Where(p => p.Held))
            .OfType<InstalledPackage>().Where(p => !shown.Contains(p.Key)).DistinctBy(p => p.Key).ToList();
        if (hidden.Count == 0)
        {
            return HiddenUpdates.WithHolds(listed, present, new Dictionary<PackageKey, Blocked>());
        }

        var offered = await backend.ResolveAvailableAsync([.. hidden.Select(h => h.Name).Distinct()], cancellationToken);
        if (!offered.IsSuccess)
        {
            return offered.Failure; // Without them the list would lack the held and blocked updates, and call itself complete.
        }

        var found = HiddenUpdates.Of(hidden, offered.Value, newer, present, Versions).ToList();
        var waiting = found.Where(u => !u.Held && u.Blocked is null)
            .Select(u => (
                present.Predecessor(u.Key)!, HiddenUpdates.Indexed(u.Name, u.Architecture, u.Version, newer).FirstOrDefault())).ToList();
        return HiddenUpdates.WithHolds(listed.Concat(found), present, HiddenUpdates.Reasons(indexes, waiting, present, cancellationToken));
    }

    /// <summary>
    /// Returns the update with its sizes, and as blocked when no trusted key signed it: PackageKit lists such updates, and then refuses the
    /// whole transaction.
    /// </summary>
    private UpdateCandidate Indexed(UpdateCandidate update, IReadOnlyList<IndexedUpdate> newer, InstalledInventory present)
    {
        var known = HiddenUpdates.Indexed(update.Name, update.Architecture, update.Version, newer);
        return update with
        {
            Security = update.Security
                || HiddenUpdates.LacksSecurity(present.Predecessor(update.Key), update.Version, newer, present, Versions),
            Blocked = known.Select(i => i.Blocked).FirstOrDefault(b => b is { Kind: BlockKind.Unauthenticated }),
            SizeBytes = known.Count > 0 ? known[0].Package.SizeBytes : null,
            DownloadBytes = known.Count > 0 ? known[0].Package.DownloadBytes : null,
        };
    }

    /// <summary>Reads the advisories that are not known yet, where the package manager has them in its indexes.</summary>
    public Task ReadAdvisoriesAsync(CancellationToken cancellationToken) =>
        Latest is { } latest ? FetchDetailsAsync(latest, cancellationToken) : Task.CompletedTask;

    private Task<bool> FetchDetailsAsync(UpdatesSnapshot snapshot, CancellationToken shutdown) =>
        details.FetchAsync(backend, snapshot, DetailsAreAdvisories, () => Publish(latest => latest), logger, shutdown);

    /// <summary>Publishes why updates are not in the package manager's own list.</summary>
    private async Task<bool> ExplainAsync(UnlistedUpdates unlisted, UpdatesSnapshot snapshot, CancellationToken shutdown)
    {
        using var deadline = new Deadline(PackageLimits.JobQueryDeadline, time, shutdown);
        var all = await unlisted.ExplainAsync(snapshot.Updates, deadline.Token);
        Publish(latest => latest is null ? null : latest with { Updates = [.. latest.Updates.Select(unlisted.WithReason)] });
        return all;
    }

    /// <summary>
    /// Publishes the newest result with all details known by now. A request may read while details are fetched for the previous result:
    /// whichever ends last, no detail is lost.
    /// </summary>
    private UpdatesSnapshot? Publish(Func<UpdatesSnapshot?, UpdatesSnapshot?> next)
    {
        lock (_publishing)
        {
            return Latest = next(Latest) is { } latest
                ? latest with { Details = UpdateAdvice.Complete(latest.Advice, details.Of(latest.Updates.Select(u => u.Id))) } : null;
        }
    }

    /// <param name="ReadsDetails">True in the background, which goes on with the details.</param>
    private sealed record Attempt(CacheMark Mark, bool ReadsDetails);
}
