using System.Threading.Channels;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Dpkg;
using LinuxPatchApi.Packages.Model;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Packages.Knowledge;

/// <summary>
/// The offered updates: read in the background, again after each change signal and whenever the package database or the indexes
/// changed on disk. Requests are served from the last reading with its age; they never wait for PackageKit, save for the first one.
/// </summary>
internal sealed class PatchKnowledge(
    IPackageBackend backend,
    InstalledKnowledge installed,
    AptIndexes indexes,
    IInstalledSource source,
    DetailStore details,
    MetadataRefresher refresher,
    TimeProvider time,
    ILogger<PatchKnowledge> logger)
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Lock _publishing = new();
    private static readonly IReadOnlyDictionary<string, UpdateDetail> NoDetails = new Dictionary<string, UpdateDetail>();

    /// <summary>Null before the first reading succeeded.</summary>
    public UpdatesSnapshot? Latest { get; private set; }

    /// <summary>Why the last reading failed; null when it did not.</summary>
    public PackageFailure? LastFailure { get; private set; }

    /// <summary>True when something changed since the last reading; it is then being read again.</summary>
    public bool IsOutdated => Latest is not { } latest || latest.Mark != Mark();

    /// <summary>When the repositories' indexes were last fetched, as far as is known.</summary>
    public DateTimeOffset? MetadataRefreshedAt => Later(Later(Latest?.MetadataRefreshedAt, refresher.RefreshedAt), indexes.ChangedAt());

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

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(PackageLimits.FirstReadingWait);
        try
        {
            return await FirstAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LastFailure ?? new PackageFailure(JobErrorCode.BackendUnavailable, "the offered updates have not been read yet", Retryable: true);
        }
    }

    /// <summary>Reads now and publishes. Details that are not known yet follow in the background.</summary>
    public async Task<PackageResult<UpdatesSnapshot>> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAloneAsync(cancellationToken).ConfigureAwait(false);
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
            installed.Invalidate();
            Invalidate();
        });
        await using var retry = time.CreateTimer(_ => Invalidate(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Invalidate();
        while (await WaitAsync(shutdown).ConfigureAwait(false))
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
            deadline.CancelAfter(PackageLimits.JobQueryDeadline);
            try
            {
                var read = await ReadAsync(deadline.Token).ConfigureAwait(false);
                if (read.IsSuccess)
                {
                    await FetchDetailsAsync(read.Value, shutdown).ConfigureAwait(false);
                }
                else
                {
                    KnowledgeLog.ReadingFailed(logger, read.Failure.Message);
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
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Latest is { } latest ? latest : await ReadAloneAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<PackageResult<UpdatesSnapshot>> ReadAloneAsync(CancellationToken cancellationToken)
    {
        var mark = Mark();
        var generatedAt = time.GetUtcNow();
        var updates = await UpdatesWithHoldsAsync(cancellationToken).ConfigureAwait(false);
        if (!updates.IsSuccess)
        {
            LastFailure = updates.Failure;
            return updates.Failure;
        }

        var age = await backend.MetadataAgeAsync(cancellationToken).ConfigureAwait(false);
        var refreshedAt = age.IsSuccess && age.Value is { } known ? generatedAt - known : Latest?.MetadataRefreshedAt;
        LastFailure = null;
        return Publish(_ => new UpdatesSnapshot(updates.Value, NoDetails, generatedAt, refreshedAt, mark))!;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b ?? a : a;

    private KnowledgeMark Mark() => new(source.Stamp(), indexes.ChangedAt());

    private async Task<bool> WaitAsync(CancellationToken shutdown)
    {
        try
        {
            await _wake.Reader.ReadAsync(shutdown).ConfigureAwait(false);
            await Task.Delay(Latest is null ? TimeSpan.Zero : PackageLimits.ChangeSettle, time, shutdown).ConfigureAwait(false);
            _wake.Reader.TryRead(out _);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>apt hides held packages from its updates; what they would be updated to is asked for by name.</summary>
    private async Task<PackageResult<IReadOnlyList<UpdateCandidate>>> UpdatesWithHoldsAsync(CancellationToken cancellationToken)
    {
        var inventory = await installed.CurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!inventory.IsSuccess)
        {
            return inventory.Failure;
        }

        var updates = await backend.UpdatesAsync(cancellationToken).ConfigureAwait(false);
        if (!updates.IsSuccess)
        {
            return updates.Failure;
        }

        var held = inventory.Value.Packages.Where(p => p.Held).ToList();
        var marked = updates.Value.Select(u => held.Any(h => h.Key == u.Key) ? u with { Held = true } : u).ToList();
        var hidden = held.Where(h => marked.All(u => u.Key != h.Key)).ToList();
        if (hidden.Count > 0)
        {
            var offered = await backend.ResolveAvailableAsync([.. hidden.Select(h => h.Name).Distinct()], cancellationToken).ConfigureAwait(false);
            marked.AddRange(offered.IsSuccess ? HeldUpdates.Of(hidden, offered.Value) : []);
        }

        return marked;
    }

    private async Task FetchDetailsAsync(UpdatesSnapshot snapshot, CancellationToken shutdown)
    {
        foreach (var batch in details.Missing(snapshot.Updates.Select(u => u.Id)).Chunk(PackageLimits.DetailBatch))
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
            deadline.CancelAfter(PackageLimits.JobQueryDeadline);
            var fetched = await backend.UpdateDetailsAsync(batch, deadline.Token).ConfigureAwait(false);
            if (!fetched.IsSuccess)
            {
                KnowledgeLog.DetailsFailed(logger, fetched.Failure.Message);
                return;
            }

            details.Add(fetched.Value);
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
}
