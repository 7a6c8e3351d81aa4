using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Api.Plans;

/// <summary>Whether and how jobs can be undone, told with each job before anybody needs it.</summary>
/// <param name="whyNot">Why the package manager cannot do something; null when it can, or was never asked.</param>
internal sealed class UndoPlans(InstalledCache installed, PackageCatalogue catalogue, PackageStore? store, Func<Feature, string?> whyNot)
{
    /// <summary>Job pages are polled; the indexes are searched once for each state of job and host. Origin: one manager page.</summary>
    private const int Remembered = 16;

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
        if (Recall(key) is { } known)
        {
            return known;
        }

        var wanted = job.Changes.Where(c => c.FromVersion is not null).Select(c => new PackageBuild(c.Name, c.Architecture, c.FromVersion!)).ToHashSet();
        var available = wanted.Count == 0 ? wanted : await catalogue.CanBeHadAsync(wanted, cancellationToken);
        var plan = UndoPlan.Of(
            job,
            OperationTable.Undo(job),
            inventory.Value,
            c => (available.Contains(new PackageBuild(c.Name, c.Architecture, c.FromVersion!)) ? PreviousSource.Repository : PreviousSource.None)
                | (store?.Find(c.Name, c.Architecture, c.FromVersion!) is not null ? PreviousSource.Store : PreviousSource.None));
        if (plan.IsPossible && plan.Undo.Any(c => c.Action == ChangeAction.Downgrade) && whyNot(Feature.Downgrade) is { } why)
        {
            plan = new UndoPlan([], [why]);
        }

        Remember(key, plan);
        return plan;
    }

    private UndoPlan? Recall((Guid, DateTimeOffset, DateTimeOffset) key)
    {
        lock (_lock)
        {
            return _cache.FirstOrDefault(e => e.Key == key).Plan;
        }
    }

    private void Remember((Guid, DateTimeOffset, DateTimeOffset) key, UndoPlan plan)
    {
        lock (_lock)
        {
            _cache.AddFirst((key, plan));
            if (_cache.Count > Remembered)
            {
                _cache.RemoveLast();
            }
        }
    }
}
