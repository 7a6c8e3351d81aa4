using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges.Planning;

/// <summary>Applies of a hundred updates, of which the first sixty bring a package that the client excludes.</summary>
public sealed class CrowdedApplyTests : IDisposable
{
    private const int Updates = 100;

    private readonly PlannerBench _bench = new();
    private int _simulations;

    public CrowdedApplyTests() => _bench.Install([.. Enumerable.Range(0, Updates).Select(i => $"p{i}=1"), "lib=1"]);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Case57_Updates_that_bring_an_excluded_package_do_not_keep_the_others_out()
    {
        Offer(60);
        _bench.Backend.Dependants.AddRange(
            Enumerable.Range(0, 60).Select(i => new AvailablePackage($"p{i};1", $"p{i}", "amd64", "1", null, "")));
        var plan = await PlanAsync();
        Assert.Equal(
            Enumerable.Range(60, 40).Select(i => $"p{i}").Order(StringComparer.Ordinal),
            plan.Plan.Changes.Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal(60, plan.Plan.Skipped.Count(s => s.Reason!.Contains("lib, which the request excludes", StringComparison.Ordinal)));
        Assert.InRange(_simulations, 2, 63);
        Assert.Empty(plan.Plan.Warnings);
    }

    /// <summary>The most wanted ones are not the ones that nobody tries.</summary>
    [Fact]
    public async Task Case57_What_was_not_tried_is_told_and_is_no_security_update()
    {
        Offer(60);
        var plan = await PlanAsync();
        Assert.Contains("p99", plan.Plan.Changes.Select(c => c.Name));
        Assert.Contains("were not tried", Assert.Single(plan.Plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case57_An_apply_without_success_in_which_something_was_not_tried_is_not_completed()
    {
        Offer(Updates);
        var end = Assert.IsType<JobEnd.Failed>(PlanStep.NothingToDo(Request, await PlanAsync()));
        Assert.Equal(JobErrorCode.DependencyConflict, end.Code);
        Assert.Contains("were not tried", end.Message, StringComparison.Ordinal);
    }

    private static JobRequest Request => PlannerBench.Everything with { Exclude = ["lib"] };

    private async Task<PreparedChange> PlanAsync() => (await _bench.PlanAsync(Request)).Value;

    /// <param name="bad">How many bring the excluded package; the last update is one for security.</param>
    private void Offer(int bad)
    {
        _bench.Backend.Updates.AddRange(Enumerable.Range(0, Updates).Select(i => Inventories.Update($"p{i}", security: i == Updates - 1)));
        _bench.Backend.Simulation = set =>
        {
            _simulations++;
            var names = ((LinuxPatchApi.Packages.Engines.ChangeSet.Update)set).Ids.Select(id => id.Split(';')[0]).ToList();
            var brings = names.Any(n => int.Parse(n[1..], System.Globalization.CultureInfo.InvariantCulture) < bad);
            return PackageResult<IReadOnlyList<SimulatedChange>>.Of(
                [.. names.Concat(brings ? ["lib"] : []).Select(n => new SimulatedChange(SimulatedKind.Update, n, "amd64", "2", "repo"))]);
        };
    }
}
