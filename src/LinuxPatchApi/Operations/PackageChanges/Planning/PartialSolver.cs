using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Why a set of packages is impossible.</summary>
/// <param name="Kind">Null when only the detail is known.</param>
/// <param name="Detail">For people.</param>
internal sealed record Obstacle(BlockKind? Kind, string Detail)
{
    /// <summary>The obstacle of packages for which no simulation was left: whether they can go in is not known.</summary>
    public static readonly Obstacle NotTried = new(null, "not tried: too many packages of this selection cannot go in together");

    /// <summary>The packages that stand in the way; empty when they are not known.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Kind and detail, spelled as in lists.</summary>
    public string Text => Kind is { } kind ? new Blocked(kind, Detail).Text : Detail;

    public static Obstacle Of(PackageFailure failure) =>
        new(failure.Block is BlockKind.Unknown ? null : failure.Block, failure.Message) { Names = failure.Names };
}

/// <summary>The result of one simulation: the changes, or why this set is impossible.</summary>
internal readonly record struct Trial<TPlan>(TPlan? Plan, Obstacle? Obstacle) where TPlan : class;

/// <summary>
/// Finds a large installable set when the complete one is impossible. One impossible package must not block the others. What an obstacle
/// names, and what needs that, is set aside at once; else the set is halved, all parts of one size before the smaller ones, so that a part
/// full of obstacles does not use up what the others need. The number of simulations is bounded; packages beyond it are reported as not
/// tried.
/// </summary>
internal sealed class PartialSolver<TItem, TPlan>(Func<IReadOnlyList<TItem>, Task<Trial<TPlan>>> simulate, int budget)
    where TPlan : class
{
    /// <summary>
    /// The share of the simulations that may set packages aside. Origin: a package manager that names one package at a time would otherwise
    /// use all of them without one success.
    /// </summary>
    private const int AsideShare = 4;

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _needing = new(StringComparer.Ordinal);
    private int _left = budget;
    private int _aside = budget / AsideShare;

    /// <summary>Returns the name of an item's package; null when items have none.</summary>
    public Func<TItem, string>? NameOf { private get; init; }

    /// <summary>Returns which packages need one of these. Counts as a simulation.</summary>
    public Func<IReadOnlyList<string>, Task<IReadOnlyList<string>>>? Needing { private get; init; }

    public List<(TItem Item, Obstacle Obstacle)> LeftOut { get; } = [];

    /// <summary>Returns the plan of the largest set found; null when nothing is possible.</summary>
    /// <param name="items">Items that should be possible together, the most wanted ones first.</param>
    /// <param name="doubtful">Items that are probably impossible: tried one by one afterwards, so that they do not cost the others.</param>
    public async Task<TPlan?> SolveAsync(IReadOnlyList<TItem> items, params IReadOnlyList<TItem> doubtful)
    {
        IReadOnlyList<TItem> accepted = [];
        TPlan? plan = null;
        var suspects = new Queue<IReadOnlyList<TItem>>();
        Queue<IReadOnlyList<TItem>>[] stages = [new([items]), suspects, new(doubtful.Select(i => (IReadOnlyList<TItem>)[i]))];
        foreach (var stage in stages)
        {
            while (stage.TryDequeue(out var group))
            {
                if (group.Count == 0)
                {
                    continue;
                }

                if (_left <= 0)
                {
                    LeftOut.AddRange(group.Select(i => (i, Obstacle.NotTried)));
                    continue;
                }

                _left--;
                IReadOnlyList<TItem> all = [.. accepted, .. group];
                var trial = await simulate(all);
                if (trial.Plan is { } found)
                {
                    (accepted, plan) = (all, found);
                }
                else if (group.Count == 1)
                {
                    LeftOut.Add((group[0], trial.Obstacle ?? new Obstacle(null, "cannot go in")));
                }
                else if (stage == suspects && group.Count <= _left)
                {
                    // Each has its obstacle: halves would cost twice as much.
                    foreach (var item in group)
                    {
                        suspects.Enqueue([item]);
                    }
                }
                else
                {
                    var aside = stage == suspects ? [] : await InTheWayAsync(group, trial.Obstacle);
                    var isSplit = aside.Count > 0 && aside.Count < group.Count;
                    stage.Enqueue(isSplit ? [.. group.Except(aside)] : [.. group.Take(group.Count / 2)]);
                    (isSplit ? suspects : stage).Enqueue(isSplit ? aside : [.. group.Skip(group.Count / 2)]);
                }
            }
        }

        return plan;
    }

    /// <summary>Returns the items that the obstacle names, or else those that need what it names; empty when that is not known.</summary>
    private async Task<IReadOnlyList<TItem>> InTheWayAsync(IReadOnlyList<TItem> group, Obstacle? obstacle)
    {
        if (NameOf is null || obstacle is not { Names: { Count: > 0 } names } || _aside <= 0)
        {
            return [];
        }

        _aside--;
        IReadOnlyList<TItem> named = [.. group.Where(i => names.Contains(NameOf(i), StringComparer.Ordinal))];
        if (named.Count == 0 && Needing is not null && !_asked.IsSupersetOf(names) && _left > 0)
        {
            _left--;
            _asked.UnionWith(names);
            _needing.UnionWith(await Needing(names));
        }

        return named.Count > 0 ? named : [.. group.Where(i => _needing.Contains(NameOf(i)))];
    }
}
