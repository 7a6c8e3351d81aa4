using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges;

/// <summary>What an update asks of the host outlives the job, whether or not that may reboot it.</summary>
public sealed partial class ChangeStepsTests
{
    /// <summary>The fleet manager applies first and reboots the host in a window of its own.</summary>
    [Theory]
    [InlineData("1", new string[0])]
    [InlineData("2", new[] { "the advisory of web 2" })]
    public async Task Wish_of_an_advisory_for_a_reboot_outlives_a_job_that_may_not_reboot(string reached, string[] hints)
    {
        _bench.Details.Add([UpdateDetail.None(_bench.Backend.Updates[0].Id) with { Text = "a fix", Restart = "system" }]);
        _bench.Backend.Execution = _ => Carry(null, reached);
        await RunAsync();
        Assert.True(Assert.Single(Job.Changes).RestartsSystem);
        Assert.Equal(hints, _bench.Hints.All());
    }

    /// <summary>PackageKit's apt backend judges by the name: in a container a new kernel is no reason for a reboot.</summary>
    [Fact]
    public async Task A_guess_by_the_name_of_a_package_is_no_wish_of_an_advisory()
    {
        using var bench = new PlannerBench(DebFamily.Instance);
        bench.Details.Add([UpdateDetail.None(Inventories.Update("web").Id) with { Text = "a fix", Restart = "system" }]);
        bench.Install("web=1");
        bench.Backend.Updates.Add(Inventories.Update("web"));
        bench.Simulate();
        await bench.Patches.ReadAsync(CancellationToken.None);
        var prepared = await bench.Planner.PrepareAsync(PlannerBench.Everything, CancellationToken.None);
        Assert.True(prepared.Value.Plan.RequiresReboot);
        var planned = await bench.Planner.WithWishesAsync(prepared.Value, CancellationToken.None);
        Assert.Equal((true, false), (planned.Plan.RequiresReboot, Assert.Single(planned.Plan.Changes).RestartsSystem));
    }

    [Fact]
    public async Task Wish_that_could_not_be_read_is_told_as_unknown()
    {
        _bench.Backend.Details = _ => Down;
        await RunAsync();
        Assert.Equal(["the advisory could not be read, so whether it asks for a reboot is not known: web"], Job.Warnings);
    }

    [Fact]
    public async Task Wish_of_the_package_manager_for_a_reboot_outlives_a_job_that_may_not_reboot()
    {
        _bench.Backend.Execution = _ => Carry(null) with { RestartSystem = true };
        Assert.IsType<JobEnd.Completed>(await RunAsync());
        Assert.Equal([$"job {Job.Id}"], _bench.Hints.All());
    }

    /// <summary>Debian's service asks by a marker of the distribution, which stays by itself and is none in a container.</summary>
    [Theory]
    [InlineData("alpm", true)]
    [InlineData("rpm", true)]
    [InlineData("apk", true)]
    [InlineData("deb", false)]
    public async Task Wish_of_the_package_manager_is_kept_wherever_no_marker_of_the_distribution_keeps_it(string family, bool isKept)
    {
        using var other = new ChangeStepsTests(new PlannerBench(FamilyTable.All.Single(f => f.Name == family)));
        other._bench.Backend.Execution = _ => other.Carry(null) with { RestartSystem = true };
        await other.RunAsync();
        Assert.Equal(isKept ? [$"job {other.Job.Id}"] : [], other._bench.Hints.All());
    }

    [Fact]
    public async Task A_wish_for_a_reboot_outlives_the_agent()
    {
        _bench.Install("web=2");
        await ResumeAsync(job => job with { Changes = [JobSamples.Upgrade("web") with { RestartsSystem = true }] });
        Assert.Equal(["the advisory of web 2"], _bench.Hints.All());
    }
}
