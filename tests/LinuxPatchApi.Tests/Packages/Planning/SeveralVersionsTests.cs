using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Planning;

/// <summary>rpm has kernels and its own keys in several versions beside each other, under one name and architecture.</summary>
public sealed class SeveralVersionsTests
{
    private static readonly InstalledInventory Before = Of("kernel=6.1", "kernel=6.2", "kernel=6.3", "key=1", "key=2", "web=1");

    [Fact]
    public void All_versions_of_a_key_are_found_and_no_others()
    {
        Assert.Equal(["6.1", "6.2", "6.3"], Before.Versions(new PackageKey("kernel", "x86_64")).Select(p => p.Version));
        Assert.Equal("1", Assert.Single(Before.Versions(new PackageKey("web", "x86_64"))).Version);
        Assert.Empty(Before.Versions(new PackageKey("kernel", "i686")));
    }

    [Fact]
    public void What_was_there_before_in_several_versions_is_no_unplanned_change() => Assert.Empty(Verification.Unplanned([], Before, Before));

    [Fact]
    public void A_version_that_came_or_went_besides_the_plan_is_told_alone()
    {
        var told = Verification.Unplanned([], Before, Of("kernel=6.2", "kernel=6.3", "kernel=6.4", "key=1", "key=2", "web=1")).ToList();
        Assert.Equal(
            [("6.4", ChangeAction.Upgrade), (null, ChangeAction.Remove)],
            told.Select(c => (c.ToVersion, c.Action)));
        Assert.Equal("6.1", told[1].FromVersion);
    }

    [Fact]
    public void A_new_kernel_is_applied_beside_the_old_ones_and_the_one_that_goes_is_a_change_of_its_own()
    {
        var plan = PlanBuilder.Changes(
            [new SimulatedChange(SimulatedKind.Install, "kernel", "x86_64", "6.4", null), new SimulatedChange(SimulatedKind.Remove, "kernel", "x86_64", "6.1", null)], Before);
        Assert.Equal([(ChangeAction.Upgrade, "6.4"), (ChangeAction.Remove, null)], plan.Select(c => (c.Action, c.ToVersion)));
        Assert.Equal("6.1", plan[1].FromVersion);
        Assert.All(Verification.Judge(plan, Of("kernel=6.2", "kernel=6.3", "kernel=6.4")), c => Assert.Equal(ChangeOutcome.Applied, c.Outcome));
        Assert.All(Verification.Judge(plan, Of("kernel=6.1", "kernel=6.2", "kernel=6.3")), c => Assert.NotEqual(ChangeOutcome.Applied, c.Outcome));
        Assert.Equal(
            [ChangeOutcome.Applied, ChangeOutcome.Unchanged],
            Verification.Judge(plan, Of("kernel=6.1", "kernel=6.2", "kernel=6.3", "kernel=6.4")).Select(c => c.Outcome));
    }

    private static InstalledInventory Of(params string[] packages) =>
        new(packages.Select(p => p.Split('=')).Select(p => new InstalledPackage(p[0], "x86_64", p[1])), DateTimeOffset.UnixEpoch, RpmTerms.Instance);
}
