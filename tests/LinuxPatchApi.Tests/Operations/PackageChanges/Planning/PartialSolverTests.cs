using CsCheck;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges.Planning;

public sealed class PartialSolverTests
{
    [Fact]
    public void Result_goes_in_and_every_item_is_either_in_it_or_left_out_with_a_reason() => Gen.Select(
        Gen.Int[0, 24], Gen.Int[0, 23].Array[0, 5], Gen.Select(Gen.Int[0, 23], Gen.Int[0, 23]).Array[0, 4], Gen.Int[0, 40]).Sample(
        (count, bad, conflicts, budget) =>
        {
            var simulations = 0;
            var items = Enumerable.Range(0, count).ToList();
            var solver = new PartialSolver<int, int[]>(
                set =>
                {
                    simulations++;
                    return Task.FromResult(
                        GoesIn(set) ? new Trial<int[]>([.. set], null) : new Trial<int[]>(null, new Obstacle(null, "an obstacle")));
                },
                budget);
            var plan = solver.SolveAsync(items).GetAwaiter().GetResult() ?? [];
            return GoesIn(plan)
                && simulations <= budget
                && plan.Concat(solver.LeftOut.Select(l => l.Item)).Order().SequenceEqual(items)
                && solver.LeftOut.All(l => l.Obstacle.Detail.Length > 0);

            bool GoesIn(IReadOnlyCollection<int> set) =>
                !set.Any(bad.Contains) && !conflicts.Any(c => c.Item1 != c.Item2 && set.Contains(c.Item1) && set.Contains(c.Item2));
        },
        iter: 3000);

    [Fact]
    public async Task Complete_set_that_is_possible_costs_one_simulation()
    {
        var calls = 0;
        var solver = new PartialSolver<int, string>(_ => { calls++; return Task.FromResult(new Trial<string>("plan", null)); }, 64);
        Assert.Equal("plan", await solver.SolveAsync([1, 2, 3, 4]));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task One_bad_package_of_many_is_found_within_the_budget_and_named()
    {
        var calls = 0;
        var solver = new PartialSolver<int, int[]>(
            set =>
            {
                calls++; return Task.FromResult(set.Contains(77) ? new Trial<int[]>(null, new Obstacle(null, "77 is broken"))
                : new Trial<int[]>([.. set], null));
            }, 64);
        var plan = await solver.SolveAsync([.. Enumerable.Range(0, 500)]);
        Assert.Equal(499, plan!.Length);
        Assert.Equal((77, new Obstacle(null, "77 is broken")), Assert.Single(solver.LeftOut));
        Assert.InRange(calls, 2, 20);
    }

    /// <summary>Sixty of a hundred items are impossible, in front or in between, each for itself or all because of one package.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Case57_What_an_obstacle_names_is_set_aside_at_once_with_all_that_needs_it(bool isInFront, bool isOne)
    {
        var calls = 0;
        var solver = new PartialSolver<int, int[]>(
            set =>
            {
                calls++;
                IReadOnlyList<string> names = [.. set.Where(IsBad).Select(i => isOne ? "lib" : $"lib{i}").Distinct()];
                return Task.FromResult(names.Count == 0
                    ? new Trial<int[]>([.. set], null) : new Trial<int[]>(null, new Obstacle(null, "an obstacle") { Names = names }));
            },
            64)
        {
            NameOf = i => $"{i}",
            Needing = names => Task.FromResult<IReadOnlyList<string>>(
                [.. Enumerable.Range(0, 100).Where(i => IsBad(i) && (isOne || names.Contains($"lib{i}"))).Select(i => $"{i}")]),
        };
        var plan = await solver.SolveAsync([.. Enumerable.Range(0, 100)]);
        Assert.Equal(Enumerable.Range(0, 100).Where(i => !IsBad(i)), plan!.Order());
        Assert.All(solver.LeftOut, l => Assert.NotEqual(Obstacle.NotTried, l.Obstacle));
        Assert.InRange(calls, 2, 63);

        bool IsBad(int item) => isInFront ? item < 60 : item % 5 < 3;
    }

    /// <summary>Where nobody knows what needs what, a part without success does not use up the simulations of the rest.</summary>
    [Fact]
    public async Task Case57_A_part_full_of_obstacles_leaves_simulations_for_the_others()
    {
        var solver = new PartialSolver<int, int[]>(
            set => Task.FromResult(
                set.Any(i => i < 60) ? new Trial<int[]>(null, new Obstacle(null, "an obstacle")) : new Trial<int[]>([.. set], null)),
            64);
        Assert.InRange((await solver.SolveAsync([.. Enumerable.Range(0, 100)]))!.Length, 36, 40);
        Assert.Contains(solver.LeftOut, l => l.Obstacle == Obstacle.NotTried);
    }

    [Fact]
    public async Task Nothing_to_do_asks_nothing()
    {
        var solver = new PartialSolver<int, string>(_ => throw new InvalidOperationException("was asked"), 64);
        Assert.Null(await solver.SolveAsync([]));
    }
}
