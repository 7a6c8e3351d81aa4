using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Tests.Checks;

public sealed class CheckTableTests
{
    [Fact]
    public async Task Case12_A_bug_of_one_check_is_its_own_failure_and_the_others_stand()
    {
        var log = new RecordingLogger();
        var table = new CheckTable(
        [
            new(new OneCheck("bad", () => throw new OverflowException("too much")), HealthMember.PackageManager),
            new(new OneCheck("good", () => CheckResult.Ok("good", "well")), HealthMember.Config),
        ], log);
        var known = await table.KnownAsync(CancellationToken.None);
        Assert.StartsWith("failed: the check bad could not be made", known.Text(HealthMember.PackageManager), StringComparison.Ordinal);
        Assert.Equal("ok", known.Text(HealthMember.Config));
        Assert.Contains("by a bug of this agent (OverflowException)", Assert.Single(known.Reasons), StringComparison.Ordinal);
        var examined = await table.ExamineAsync(CancellationToken.None);
        Assert.Equal([("bad", CheckStatus.Failed), ("good", CheckStatus.Ok)], examined.Select(r => (r.Name, r.Status)));

        // Health asks for ever.
        var (message, bug) = Assert.Single(log.Entries);
        Assert.IsType<OverflowException>(bug);
        Assert.Contains("the check bad failed", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_is_stopped_has_no_result()
    {
        using var stop = new CancellationTokenSource();
        var table = new CheckTable(
            [new(new OneCheck("c", () => throw new OperationCanceledException(stop.Token)), HealthMember.Config)], NullLogger.Instance);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.KnownAsync(stop.Token));
    }

    [Fact]
    public async Task A_check_whose_own_deadline_is_over_is_not_tested()
    {
        var table = new CheckTable([new(new OneCheck("c", () => throw new OperationCanceledException()))], NullLogger.Instance);
        var result = Assert.Single(await table.ExamineAsync(CancellationToken.None));
        Assert.Equal((CheckStatus.NotTested, null), (result.Status, result.Problem));
    }

    /// <summary>Health judges the relations of the host again when the package database changed, and not before.</summary>
    [Fact]
    public async Task Case12_Unmet_dependencies_are_healths_too()
    {
        var source = new FakeInstalledSource { Answer = Inventories.Of("web=1", "dpkg=1") };
        var planner = new Planner { Obstacle = new RepairObstacle(Inventories.Package("web=1"), "needs lib", [], "install it") };
        var check = new DependenciesCheck(planner, new InstalledCache(source), () => false);
        for (var i = 0; i < 3; i++)
        {
            var result = await check.RunAsync(CheckDepth.Known, CancellationToken.None);
            Assert.Equal((CheckStatus.Failed, "web 1 needs lib", "install it"), (result!.Status, result.Problem, result.Remedy));
        }

        Assert.Equal(1, planner.Plans);
        planner.Obstacle = null;
        (source.Mark, source.Answer) = (new DatabaseStamp(2, 2), Inventories.Of("web=1", "lib=1", "dpkg=1"));
        Assert.Equal(CheckStatus.Ok, (await check.RunAsync(CheckDepth.Known, CancellationToken.None))!.Status);
        Assert.Equal(2, planner.Plans);
    }

    private sealed class OneCheck(string id, Func<CheckResult> result) : ICheck
    {
        public string Id => id;

        public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(result());
    }

    private sealed class Planner : IRepairPlanner
    {
        public RepairObstacle? Obstacle { get; set; }

        public int Plans { get; private set; }

        public PackageResult<RepairPlan>? Plan(CancellationToken cancellationToken)
        {
            Plans++;
            return new RepairPlan([], Obstacle is { } one ? [one] : [], 0, DebTerms.Instance);
        }
    }
}
