using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Planning;
namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>The answer of one simulation: the changes, or why this set cannot go in.</summary>
internal readonly record struct Trial<TPlan>(TPlan? Plan, string? Obstacle) where TPlan : class;

/// <summary>
/// Finds a large set that goes in, when the whole does not: halves, then adds back. One package that cannot go in
/// must not keep the others out. The number of simulations is bounded; what was not reached is reported as such.
/// </summary>
internal sealed class PartialSolver<TItem, TPlan>(Func<IReadOnlyList<TItem>, Task<Trial<TPlan>>> simulate, int budget)
    where TPlan : class
{
    private int _left = budget;

    public List<(TItem Item, string Reason)> LeftOut { get; } = [];

    /// <summary>The plan of the largest set found; null when nothing goes in.</summary>
    /// <param name="items">Those that should go in together.</param>
    /// <param name="doubtful">Those that are not expected to: tried one by one afterwards, so that they cost the others nothing.</param>
    public async Task<TPlan?> SolveAsync(IReadOnlyList<TItem> items, params IReadOnlyList<TItem> doubtful)
    {
        var (accepted, plan) = await TakeAsync([], items);
        foreach (var item in doubtful)
        {
            (accepted, var more) = await TakeAsync(accepted, [item]);
            plan = more ?? plan;
        }

        return plan;
    }

    /// <summary>Adds as many of <paramref name="items"/> to <paramref name="accepted"/> as go in together with it.</summary>
    private async Task<(IReadOnlyList<TItem> Accepted, TPlan? Plan)> TakeAsync(IReadOnlyList<TItem> accepted, IReadOnlyList<TItem> items)
    {
        if (items.Count == 0)
        {
            return (accepted, null);
        }

        if (_left <= 0)
        {
            LeftOut.AddRange(items.Select(i => (i, "not tried: too many packages of this selection cannot go in together")));
            return (accepted, null);
        }

        _left--;
        IReadOnlyList<TItem> all = [.. accepted, .. items];
        var trial = await simulate(all);
        if (trial.Plan is not null)
        {
            return (all, trial.Plan);
        }

        if (items.Count == 1)
        {
            LeftOut.Add((items[0], trial.Obstacle ?? "cannot go in"));
            return (accepted, null);
        }

        var half = items.Count / 2;
        var (first, firstPlan) = await TakeAsync(accepted, [.. items.Take(half)]);
        var (second, secondPlan) = await TakeAsync(first, [.. items.Skip(half)]);
        return (second, secondPlan ?? firstPlan);
    }
}
