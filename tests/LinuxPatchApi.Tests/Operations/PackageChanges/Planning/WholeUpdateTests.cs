using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges.Planning;

/// <summary>
/// Applies where the package manager updates as a whole. The simulation is that of PackageKit 1.4.0 with alpm, whatever it is asked for:
/// all updates, and the removal of a package that another one replaces.
/// </summary>
public sealed class WholeUpdateTests : IDisposable
{
    private readonly PlannerBench _bench = new(AlpmFamily.Instance);
    private int _simulations;

    public WholeUpdateTests()
    {
        _bench.Install("web=1", "tiny=1", "replaced=1");
        _bench.Backend.Updates.AddRange([Inventories.Update("web"), Inventories.Update("tiny")]);
        Simulate(
            new SimulatedChange(SimulatedKind.Update, "web", "amd64", "2", "repo"),
            new SimulatedChange(SimulatedKind.Update, "tiny", "amd64", "2", "repo"),
            new SimulatedChange(SimulatedKind.Install, "replacement", "amd64", "1", "repo"),
            new SimulatedChange(SimulatedKind.Remove, "replaced", "amd64", "1", null));
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_replaced_package_is_in_the_plan_and_only_a_client_that_has_seen_the_plan_may_order_it()
    {
        var prepared = (await _bench.PlanAsync(PlannerBench.Everything)).Value;
        Assert.Equal(
            "remove:replaced:amd64= install:replacement:amd64=1 upgrade:tiny:amd64=2 upgrade:web:amd64=2", PlannerBench.Words(prepared));
        Assert.Equal(JobErrorCode.DependencyConflict, prepared.Unconfirmed?.Code);
        Assert.Equal(["replaced"], prepared.Unconfirmed?.Names);
        Assert.StartsWith("this also removes replaced, and is", Assert.Single(prepared.Plan.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, _simulations);
    }

    [Fact]
    public async Task A_plan_without_a_removal_needs_no_confirmation()
    {
        Simulate(
            new SimulatedChange(SimulatedKind.Update, "web", "amd64", "2", "repo"),
            new SimulatedChange(SimulatedKind.Update, "tiny", "amd64", "2", "repo"));
        var prepared = (await _bench.PlanAsync(PlannerBench.Everything)).Value;
        Assert.Null(prepared.Unconfirmed);
        Assert.Empty(prepared.Plan.Warnings);
    }

    [Fact]
    public async Task What_the_request_excludes_is_not_changed_along_with_the_rest()
    {
        var failure = (await _bench.PlanAsync(PlannerBench.Everything with { Exclude = ["ti*"] })).Failure!;
        Assert.Equal(JobErrorCode.DependencyConflict, failure.Code);
        Assert.Equal(["tiny"], failure.Names);
        Assert.Contains("which the request excludes", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Each smaller set has the same simulation: halves would cost a minute and say the same.</summary>
    [Fact]
    public async Task An_impossible_update_is_simulated_once_and_its_reason_is_that_of_the_apply()
    {
        _bench.Backend.Simulation = _ =>
        {
            _simulations++;
            return new PackageFailure(JobErrorCode.DependencyConflict, "web needs what is not there", Retryable: false);
        };
        var failure = (await _bench.PlanAsync(PlannerBench.Everything)).Failure!;
        Assert.Equal(("web needs what is not there", 1), (failure.Message, _simulations));
    }

    [Fact]
    public async Task What_the_agent_stands_on_is_not_removed_even_by_a_confirmed_plan()
    {
        _bench.Install("web=1", "dbus=1");
        Simulate(
            new SimulatedChange(SimulatedKind.Update, "web", "amd64", "2", "repo"),
            new SimulatedChange(SimulatedKind.Update, "tiny", "amd64", "2", "repo"),
            new SimulatedChange(SimulatedKind.Remove, "dbus", "amd64", "1", null));
        var failure = (await _bench.PlanAsync(PlannerBench.Everything with { PlanDigest = new string('0', 64) })).Failure!;
        Assert.Equal(["dbus"], failure.Names);
    }

    private void Simulate(params SimulatedChange[] all) => _bench.Backend.Simulation = _ =>
    {
        _simulations++;
        return PackageResult<IReadOnlyList<SimulatedChange>>.Of(all);
    };
}
