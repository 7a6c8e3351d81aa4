using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Api.Plans;

/// <summary>Determines whether and how a job can be undone, which is shown with every job.</summary>
/// <param name="whyNot">Returns why the package manager does not support a feature; null when it does, or is not known yet.</param>
internal sealed class UndoPlans(InstalledCache installed, PackageCatalogue catalogue, PackageStore? store, Func<Feature, string?> whyNot)
{
    /// <summary>
    /// Plans cached: jobs are polled, and the indexes are searched only once per state of job and host. Origin: one manager page.
    /// </summary>
    private const int CacheSize = 16;

    private readonly Lock _lock = new();
    private readonly LinkedList<((Guid Job, DateTimeOffset Updated, DateTimeOffset Read) Key, UndoPlan Plan)> _cache = [];

    public async Task<UndoPlan> OfAsync(Job job, CancellationToken cancellationToken)
    {
        if (!job.IsTerminal)
        {
            return new UndoPlan([], ["the job has not ended"]);
        }

        var inventory = await installed.ForRequestAsync(cancellationToken);
        if (!inventory.IsSuccess)
        {
            return new UndoPlan([], [inventory.Failure.Message]);
        }

        var key = (job.Id, job.UpdatedAt, inventory.Value.ReadAt);
        if (Find(key) is { } known)
        {
            return known;
        }

        var previous = job.Changes.Where(c => c.FromVersion is not null).Select(Previous).ToHashSet();
        var available = previous.Count == 0 ? previous : await catalogue.CanBeHadAsync(previous, cancellationToken);
        var plan = UndoPlan.Of(
            job,
            OperationTable.Undo(job),
            inventory.Value,
            c => (available.Contains(Previous(c)) ? PreviousSource.Repository : PreviousSource.None)
                | (store?.Find(c.Name, c.Architecture, c.FromVersion!) is not null ? PreviousSource.Store : PreviousSource.None));
        if (plan.IsPossible && plan.Undo.Any(c => c.Action == ChangeAction.Downgrade) && whyNot(Feature.Downgrade) is { } why)
        {
            plan = new UndoPlan([], [why]);
        }

        Store(key, plan);
        return plan;
    }

    private static PackageBuild Previous(PackageChange change) => new(change.Name, change.Architecture, change.FromVersion!);

    private UndoPlan? Find((Guid, DateTimeOffset, DateTimeOffset) key)
    {
        lock (_lock)
        {
            return _cache.FirstOrDefault(e => e.Key == key).Plan;
        }
    }

    private void Store((Guid, DateTimeOffset, DateTimeOffset) key, UndoPlan plan)
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
}
