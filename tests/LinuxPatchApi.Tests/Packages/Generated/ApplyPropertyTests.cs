using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Generated;

/// <summary>
/// Applies over thousands of made-up hosts, with a package manager that would do with each update what nobody asked for: remove, go down,
/// change what is held, put a foreign build in the place of the native one. Nothing fully installed goes away, and what is harmless goes
/// in all the same.
/// </summary>
public sealed class ApplyPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Case01_Apply_plans_no_removal_and_keeps_no_harmless_update_out(int seed)
    {
        using var bench = new PlannerBench();
        var random = new Random(seed);
        var (refused, taken) = (0, 0);
        for (var round = 0; round < 1000; round++)
        {
            var host = MadeHost.Next(random, 3 + random.Next(5), trouble: random.Next(5));
            var worst = new WorstManager(random, host);
            worst.Play(bench, MadeHost.Inventory(host));
            var planned = await bench.PlanAsync(
                PlannerBench.Everything with { Packages = random.Next(3) == 0 ? [.. host.Select(p => PackageSpec.Of(p.Key))] : null });
            Assert.True(planned.IsSuccess, planned.Failure?.Message);
            var plan = planned.Value.Plan;
            var reported = $"{string.Join(' ', plan.Changes)}\n{MadeHost.Status(host)}";
            Assert.True(plan.Changes.All(c => c.Action is not (ChangeAction.Remove or ChangeAction.Downgrade)), reported);
            Assert.True(plan.Changes.All(c => !host.Any(p => p.Held && p.Name == c.Name && p.Architecture == c.Architecture)), reported);
            foreach (var update in bench.Backend.Updates)
            {
                var isIn = plan.Changes.Any(
                    c => c.Name == update.Name && c.Architecture == update.Architecture && c.ToVersion == update.Version);
                Assert.True(isIn || plan.Skipped.Any(s => s.Name == update.Name && s.Reason?.Length > 0),
                    $"{update.Name} is neither in nor reported\n{reported}");
                Assert.True(isIn || !worst.IsHarmless(update.Id) || worst.IsHeld(update.Id), $"{update.Name} is kept out\n{reported}");
                taken += isIn ? 1 : 0;
                refused += isIn ? 0 : 1;
            }
        }

        Assert.True(taken > 300 && refused > 300, $"{taken} taken, {refused} refused");
    }

    /// <summary>
    /// Whatever a transaction does that was not in the plan: a job after which a working package is gone is not completed.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Case01_Apply_after_which_a_working_package_is_gone_is_not_completed(int seed)
    {
        var random = new Random(seed);
        var lost = 0;
        for (var round = 0; round < 1000; round++)
        {
            var host = MadeHost.Next(random, 3 + random.Next(5), trouble: random.Next(5));
            var updated = host.Where(p => p.IsWhole && p.Name != "dpkg" && random.Next(2) == 0).ToHashSet();
            List<MadePackage> left = [.. host.Where(p => updated.Contains(p) || p.Name == "dpkg" || random.Next(20) > 0)
                .Select(p => updated.Contains(p) ? p with { Version = "9-1", State = "installed" } : p)];
            var (before, after, force) = (MadeHost.Inventory(host), MadeHost.Inventory(left), random.Next(4) == 0);
            IReadOnlyList<PackageChange> plan =
                [.. updated.Select(p =>
                    new PackageChange(p.Name, p.Architecture, ChangeAction.Upgrade, p.Version, "9-1", ChangeOutcome.Planned, null))];
            var unplanned = Verification.Unplanned(plan, before, after).ToList();
            var end = Verdict.WithUnplanned(
                Verdict.Of(Verification.Judge(plan, after), new ExecutionReport(null, RestartSystem: false), StopReason.None), unplanned,
                    before, force);
            List<MadePackage> gone = [.. host.Where(p => p.IsWhole && !left.Any(l => l.Key == p.Key))];
            Assert.All(gone, p =>
                Assert.Contains(unplanned, c => c.Name == p.Name && c.Architecture == p.Architecture && c.Action == ChangeAction.Remove));
            if (plan.Count > 0)
            {
                lost += gone.Count > 0 && !force ? 1 : 0;
                Assert.Equal(gone.Count > 0 && !force, end is JobEnd.Failed);
                Assert.All(gone, p => Assert.Contains(p.Name, end.Message, StringComparison.Ordinal));
            }
        }

        Assert.True(lost > 50, $"{lost}");
    }

    /// <summary>apt itself over such hosts, with newer versions that want and exclude what they like.</summary>
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task Case01_Apply_with_apts_own_simulation_leaves_every_working_package_in_place(int seed)
    {
        using var apt = new AptRoot();
        using var bench = new PlannerBench();
        var random = new Random(seed);
        var applied = 0;
        for (var round = 0; round < 12; round++)
        {
            var host = MadeHost.Next(random, 6, trouble: random.Next(2));
            var newer = host.Where(p => p.Name != "dpkg" && random.Next(4) > 0)
                .Select(p => p with
                {
                    Version = "2-1",
                    Needs = [MadeHost.Group(random, 6, trouble: 2)],
                    Excludes = random.Next(3) == 0
                    ? [new MadeNeed(host[random.Next(host.Count)].Name)] : []
                });
            apt.Offer([.. newer.Where(p => !p.Excludes.Any(e => e.Name is "dpkg"))]);
            var inventory = MadeHost.Inventory(host);
            bench.Source.Answer = inventory;
            bench.Installed.Invalidate();
            bench.Backend.Updates.Clear();
            bench.Backend.Updates.AddRange(apt.Offered.Where(p => inventory.Find(new PackageKey(p.Name, p.Architecture)) is { Held: false })
                .Select(p => Inventories.Update(p.Name, p.Version, architecture: p.Architecture)));
            bench.Backend.Simulation = set =>
            {
                var ids = ((ChangeSet.Update)set).Ids.Select(id => id.Split(';'))
                    .Select(id => $"{id[0]}:{(id[2] == "all" ? "amd64" : id[2])}={id[1]}");
                var (code, output) = apt.Simulate(MadeHost.Status(host), ["install", .. ids]);
                return code != 0
                    ? new PackageFailure(JobErrorCode.DependencyConflict, output, Retryable: false)
                    : PackageResult<IReadOnlyList<SimulatedChange>>.Of([.. AptRoot.Rows(output).Select(r => new SimulatedChange(
                        r.Verb == "Remv" ? SimulatedKind.Remove : r.From.Length > 0 ? SimulatedKind.Update : SimulatedKind.Install,
                        r.Name, Architecture(host, r.Name, r.Architecture), r.Verb == "Remv" ? r.From : r.To, "repo"))]);
            };
            var planned = await bench.PlanAsync(PlannerBench.Everything);
            Assert.True(planned.IsSuccess, planned.Failure?.Message);
            Assert.True(planned.Value.Plan.Changes.All(c => c.Action != ChangeAction.Remove),
                $"{string.Join(' ', planned.Value.Plan.Changes)}\n{MadeHost.Status(host)}");
            applied += planned.Value.Plan.Changes.Count;
        }

        Assert.True(applied > 0);
    }

    /// <summary>apt names a package for all architectures by the native one.</summary>
    private static string Architecture(IReadOnlyList<MadePackage> host, string name, string architecture) =>
        host.Any(p => p.Name == name && p.Architecture == architecture) ? architecture
            : host.FirstOrDefault(p => p.Name == name)?.Architecture is "all" ? "all" : architecture;

    /// <summary>What it would do besides with each update is drawn once, so that a smaller set does less.</summary>
    private sealed class WorstManager
    {
        private readonly Dictionary<string, IReadOnlyList<SimulatedChange>> _besides = new(StringComparer.Ordinal);
        private readonly Dictionary<string, MadePackage> _packages = new(StringComparer.Ordinal);
        private readonly List<UpdateCandidate> _updates = [];

        public WorstManager(Random random, IReadOnlyList<MadePackage> host)
        {
            foreach (var package in host.Where(p => p.Name != "dpkg" && random.Next(3) > 0))
            {
                var update = Inventories.Update(package.Name, "3-1", architecture: package.Architecture);
                var other = host[1 + random.Next(host.Count - 1)];
                _packages[update.Id] = package;
                _updates.Add(update);
                _besides[update.Id] = random.Next(8) switch
                {
                    0 when other != package =>
                        [new SimulatedChange(SimulatedKind.Remove, other.Name, other.Architecture, other.Version, null)],
                    1 when other != package =>
                        [new SimulatedChange(SimulatedKind.Downgrade, other.Name, other.Architecture, "0-1", "repo")],
                    2 when host.FirstOrDefault(p => p.Held && p.Name != package.Name) is { } held =>
                        [new SimulatedChange(SimulatedKind.Update, held.Name, held.Architecture, "5-1", "repo")],
                    3 when package.Architecture == "amd64" && !host.Any(p => p.Key == $"{package.Name}:i386") =>
                    [
                        new SimulatedChange(SimulatedKind.Remove, package.Name, "amd64", package.Version, null),
                            new SimulatedChange(SimulatedKind.Install, package.Name, "i386", "3-1", "repo"),
                    ],
                    4 => [new SimulatedChange(SimulatedKind.Install, "new", "amd64", "1-1", "repo")],
                    _ => [],
                };
            }
        }

        public bool IsHarmless(string id) => _besides[id].All(c => c.Name == "new");

        public bool IsHeld(string id) => _packages[id].Held;

        public void Play(PlannerBench bench, InstalledInventory inventory)
        {
            bench.Source.Answer = inventory;
            bench.Installed.Invalidate();
            bench.Backend.Updates.Clear();
            bench.Backend.Updates.AddRange(_updates);
            bench.Backend.Simulation = set =>
                PackageResult<IReadOnlyList<SimulatedChange>>.Of([.. ((ChangeSet.Update)set).Ids.SelectMany(Rows)]);
        }

        private IEnumerable<SimulatedChange> Rows(string id)
        {
            var package = _packages[id];
            var replaced = _besides[id].Any(c => c.Name == package.Name);
            return replaced ? _besides[id]
                : [new SimulatedChange(SimulatedKind.Update, package.Name, package.Architecture, "3-1", "repo"), .. _besides[id]];
        }
    }
}
