using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges.Planning;

/// <summary>Plans where nothing is simulated, and where dependants have to be named.</summary>
public sealed class BlindPlanTests : IDisposable
{
    private static readonly InstallRequest Web = new([PackageSpec.Of("web")], ChangeOptions.None);

    private readonly PlannerBench _bench = new(ApkFamily.Instance);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_plan_that_nobody_simulated_warns_and_its_digest_covers_the_request_and_the_installed_set()
    {
        _bench.Install("db=1");
        _bench.Offer("web=1");
        _bench.Simulate();
        var plan = (await _bench.PlanAsync(Web)).Value.Plan;
        Assert.Contains("cannot simulate", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal(plan.Digest, (await _bench.PlanAsync(Web)).Value.Plan.Digest);

        var forced = Web with { Options = new ChangeOptions(Force: true) };
        Assert.NotEqual(plan.Digest, (await _bench.PlanAsync(forced)).Value.Plan.Digest);

        _bench.Install("db=2");
        _bench.Installed.Invalidate();
        Assert.NotEqual(plan.Digest, (await _bench.PlanAsync(Web)).Value.Plan.Digest);
    }

    [Fact]
    public async Task A_simulated_plan_has_no_such_warning()
    {
        using var bench = new PlannerBench();
        bench.Install();
        bench.Offer("web=1");
        bench.Simulate();
        Assert.Empty((await bench.PlanAsync(Web)).Value.Plan.Warnings);
    }

    /// <summary>dnf5 answers a removal with dependants with success and no row, and shows all when the dependants are named too.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dependants_are_named_where_the_package_manager_removes_them_only_by_name(bool force)
    {
        using var bench = new PlannerBench();
        bench.Install("base=1", "app=1");
        bench.Backend.Dependants.Add(new AvailablePackage("app;1;amd64;installed", "app", "amd64", "1", null, ""));
        bench.Backend.Simulation = set =>
        {
            var ids = ((LinuxPatchApi.Packages.Engines.ChangeSet.Remove)set).Ids;
            return PackageResult<IReadOnlyList<SimulatedChange>>.Of(ids.Count < 2 ? []
                : [.. ids.Select(id => new SimulatedChange(SimulatedKind.Remove, id.Split(';')[0], "amd64", "1", null))]);
        };
        var planned = await bench.PlanAsync(new RemoveRequest(PackageSpec.Of("base"), force, AutoRemove: false));
        if (!force)
        {
            Assert.Equal((JobErrorCode.DependencyConflict, "app"), (planned.Failure!.Code, Assert.Single(planned.Failure.Names)));
            return;
        }

        Assert.Equal("remove:app:amd64= remove:base:amd64=", PlannerBench.Words(planned.Value));
        Assert.Equal(
            ["base;1;amd64;installed", "app;1;amd64;installed"],
            ((LinuxPatchApi.Packages.Engines.ChangeSet.Remove)planned.Value.Transaction!).Ids);
    }
}
