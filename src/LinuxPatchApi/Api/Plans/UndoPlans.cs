using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Api.Plans;

/// <summary>Determines whether and how a job can be undone, which is shown with every job.</summary>
/// <param name="jobs">Finds a job; null when it is in the history no more.</param>
/// <param name="whyNot">Returns why the package manager does not support a feature; null when it does, or is not known yet.</param>
internal sealed class UndoPlans(
    InstalledCache installed,
    PackageCatalogue catalogue,
    PackageStore? store,
    Func<Guid, Job?> jobs,
    Func<Feature, string?> whyNot,
    TimeProvider time)
{
    /// <summary>
    /// Plans cached: jobs are polled, and the indexes are searched only once per state of job and host. Origin: one manager page.
    /// </summary>
    private const int CacheSize = 16;

    /// <summary>
    /// How long a request waits for the package manager, which answers nothing while it changes packages. Origin: clients poll a job each
    /// second or two; what they want to know is how it stands.
    /// </summary>
    public static readonly TimeSpan QueryDeadline = TimeSpan.FromSeconds(3);

    /// <summary>Pause before the next query after one without an answer. Origin: ten polls need not all wait for the same.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private (PackageFailure Failure, long At)? _unanswered;
    private readonly LinkedList<(CacheKey Key, UndoPlan Plan)> _cache = [];

    public async Task<UndoPlan> OfAsync(Job job, CancellationToken cancellationToken)
    {
        if (!job.IsTerminal)
        {
            return new UndoPlan([], ["the job has not ended"]);
        }

        var inventory = await installed.ForRequestAsync(cancellationToken);
        if (!inventory.IsSuccess)
        {
            return NotKnown(inventory.Failure);
        }

        var undo = job.RollbackJobId is { } id ? jobs(id) : null;
        var key = new CacheKey(job.Id, job.UpdatedAt, undo?.UpdatedAt, inventory.Value.ReadAt, catalogue.ChangedAt);
        if (Find(key) is { } known)
        {
            return known;
        }

        var previous = job.Changes.Where(c => c.FromVersion is not null).Select(Previous).ToHashSet();
        var found = previous.Count == 0 ? PackageResult<IReadOnlySet<PackageBuild>>.Of(previous)
            : await CanBeHadAsync(previous, cancellationToken);
        if (!found.IsSuccess)
        {
            return NotKnown(found.Failure);
        }

        var available = found.Value;
        var plan = UndoPlan.Of(
            job,
            OperationTable.Undo(job),
            inventory.Value,
            c => (available.Contains(Previous(c)) ? PreviousSource.Repository : PreviousSource.None)
                | (store?.Find(c.Name, c.Architecture, c.FromVersion!) is not null ? PreviousSource.Store : PreviousSource.None),
            undo);
        if (plan.IsPossible
            && plan.Undo.Any(c => c.Action == ChangeAction.Downgrade && store?.Find(c.Name, c.Architecture, c.ToVersion!) is null)
            && whyNot(Feature.Downgrade) is { } why)
        {
            plan = new UndoPlan([], [why]);
        }

        Store(key, plan);
        return plan;
    }

    private static UndoPlan NotKnown(PackageFailure failure) =>
        new([], [$"whether the job can be undone is not known now: {failure.Message}"]) { Unknown = failure };

    private async Task<PackageResult<IReadOnlySet<PackageBuild>>> CanBeHadAsync(
        IReadOnlySet<PackageBuild> wanted, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_unanswered is { } before && time.GetElapsedTime(before.At) < RetryPause)
            {
                return before.Failure;
            }
        }

        using var deadline = new Deadline(QueryDeadline, time, cancellationToken);
        PackageResult<IReadOnlySet<PackageBuild>> found;
        try
        {
            found = await catalogue.CanBeHadAsync(wanted, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            found = new PackageFailure(
                JobErrorCode.BackendUnavailable,
                $"the package manager did not answer within {QueryDeadline.TotalSeconds:0} s",
                Retryable: true);
        }

        // A client that went away says nothing about the package manager.
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _unanswered = found.Failure is { } failure ? (failure, time.GetTimestamp()) : null;
        }

        return found;
    }

    private static PackageBuild Previous(PackageChange change) => new(change.Name, change.Architecture, change.FromVersion!);

    private UndoPlan? Find(CacheKey key)
    {
        lock (_lock)
        {
            return _cache.FirstOrDefault(e => e.Key == key).Plan;
        }
    }

    private void Store(CacheKey key, UndoPlan plan)
    {
        lock (_lock)
        {
            _cache.AddFirst((key, plan));
            if (_cache.Count > CacheSize)
            {
                _cache.RemoveLast();
            }
        }
    }

    /// <param name="Undone">When the job that was to undo it changed last; null without one.</param>
    /// <param name="Offers">When what the repositories offer last changed; null when unknown.</param>
    private readonly record struct CacheKey(
        Guid Job, DateTimeOffset Updated, DateTimeOffset? Undone, DateTimeOffset Read, DateTimeOffset? Offers);
}
