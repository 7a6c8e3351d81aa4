using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.SelfUpdates;

/// <summary>A self-update is planned like the update of any other package.</summary>
public sealed class SelfUpdatePlanTests : IDisposable
{
    private readonly PlannerBench _bench = new();

    public SelfUpdatePlanTests()
    {
        _bench.Install("linux-patch-api=3.0.0-1");
        _bench.Backend.Updates.Add(Inventories.Update("linux-patch-api", "3.0.1-1"));
        _bench.Simulate();
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("3.0.1-1")]
    [InlineData("3.0.1")]
    public async Task The_manager_may_leave_out_the_revision_of_the_offered_package(string? version) =>
        Assert.Equal(
            "upgrade:linux-patch-api:amd64=3.0.1-1", PlannerBench.Words((await _bench.PlanAsync(To(version))).Value));

    [Fact]
    public async Task A_version_that_nobody_has_is_not_found()
    {
        _bench.Offer("linux-patch-api=3.0.1-1");
        Assert.Equal(JobErrorCode.VersionNotFound, (await _bench.PlanAsync(To("3.0.2"))).Failure!.Code);
    }

    [Fact]
    public async Task The_present_version_leaves_nothing_to_do() =>
        Assert.Equal("", PlannerBench.Words((await _bench.PlanAsync(To("3.0.0-1"))).Value));

    private static SelfUpdateRequest To(string? version) =>
        new(new PackageSpec("linux-patch-api", null, version), ChangeOptions.None, 0);
}
