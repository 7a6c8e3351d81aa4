using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Why a set of packages is impossible.</summary>
/// <param name="Kind">Null when only the detail is known.</param>
/// <param name="Detail">For people.</param>
internal sealed record Obstacle(BlockKind? Kind, string Detail)
{
    /// <summary>Kind and detail, spelled as in lists.</summary>
    public string Text => Kind is { } kind ? new Blocked(kind, Detail).Text : Detail;

    public static Obstacle Of(PackageFailure failure) =>
        new(failure.Block is BlockKind.Unknown ? null : failure.Block, failure.Message);
}

/// <summary>The result of one simulation: the changes, or why this set is impossible.</summary>
internal readonly record struct Trial<TPlan>(TPlan? Plan, Obstacle? Obstacle) where TPlan : class;

/// <summary>
/// Finds a large installable set when the complete one is impossible: halves, then adds back. One impossible package must not block the
/// others. The number of simulations is bounded; packages beyond it are reported as not tried.
/// </summary>
internal sealed class PartialSolver<TItem, TPlan>(Func<IReadOnlyList<TItem>, Task<Trial<TPlan>>> simulate, int budget)
    where TPlan : class
{
    private int _left = budget;

    public List<(TItem Item, Obstacle Obstacle)> LeftOut { get; } = [];

    /// <summary>Returns the plan of the largest set found; null when nothing is possible.</summary>
    /// <param name="items">Items that should be possible together.</param>
    /// <param name="doubtful">Items that are probably impossible: tried one by one afterwards, so that they do not cost the others.</param>
    public async Task<TPlan?> SolveAsync(IReadOnlyList<TItem> items, params IReadOnlyList<TItem> doubtful)
    {
        var (accepted, plan) = await AddAsync([], items);
        foreach (var item in doubtful)
        {
            (accepted, var more) = await AddAsync(accepted, [item]);
            plan = more ?? plan;
        }

        return plan;
    }

    /// <summary>Adds as many of <paramref name="items"/> to <paramref name="accepted"/> as are possible together with it.</summary>
    private async Task<(IReadOnlyList<TItem> Accepted, TPlan? Plan)> AddAsync(IReadOnlyList<TItem> accepted, IReadOnlyList<TItem> items)
    {
        if (items.Count == 0)
        {
            return (accepted, null);
        }

        if (_left <= 0)
        {
            LeftOut.AddRange(
                items.Select(i => (i, new Obstacle(null, "not tried: too many packages of this selection cannot go in together"))));
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
            LeftOut.Add((items[0], trial.Obstacle ?? new Obstacle(null, "cannot go in")));
            return (accepted, null);
        }

        var half = items.Count / 2;
        var (first, firstPlan) = await AddAsync(accepted, [.. items.Take(half)]);
        var (second, secondPlan) = await AddAsync(first, [.. items.Skip(half)]);
        return (second, secondPlan ?? firstPlan);
    }
}
