using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Planning;

public sealed class PlanGuardTests
{
    [Fact]
    public void Removal_that_was_not_asked_for_is_refused_by_name_unless_forced()
    {
        PackageChange[] changes = [Change(ChangeAction.Remove, "web"), Change(ChangeAction.Remove, "site"),
            Change(ChangeAction.Upgrade, "other")];
        var failure = PlanGuard.Removals(changes, c => c.Name == "web", force: false)!;
        Assert.Equal((JobErrorCode.DependencyConflict, false), (failure.Code, failure.Retryable));
        Assert.Contains("also remove site;", failure.Message, StringComparison.Ordinal);
        Assert.Null(PlanGuard.Removals(changes, c => c.Name == "web", force: true));
        Assert.Null(PlanGuard.Removals(changes, _ => true, force: false));
    }

    [Theory]
    [InlineData("packagekit")]
    [InlineData("polkitd")]
    [InlineData("dbus")]
    [InlineData("systemd")]
    [InlineData("dpkg")]
    [InlineData("linux-patch-api")]
    public void Package_that_the_host_needs_goes_only_by_force(string name)
    {
        PackageChange[] changes = [Change(ChangeAction.Remove, name)];
        Assert.Contains("needed to manage this host", PlanGuard.Removals(changes, _ => true, force: false)!.Message,
            StringComparison.Ordinal);
        Assert.Null(PlanGuard.Removals(changes, _ => true, force: true));
        Assert.Contains("needed to manage this host", PlanGuard.Removals(changes, _ => false, force: false)!.Message,
            StringComparison.Ordinal);
        Assert.StartsWith($"{name} is needed to manage this host", PlanGuard.RemovedVital(changes), StringComparison.Ordinal);
        Assert.Null(PlanGuard.RemovedVital([Change(ChangeAction.Upgrade, name), Change(ChangeAction.Remove, "web")]));
        Assert.Null(PlanGuard.Removals([Change(ChangeAction.Upgrade, name)], _ => false, force: false));
    }

    /// <summary>PackageKit lets a phase be: an update that needs a phased package would bring it in.</summary>
    [Theory]
    [InlineData(BlockKind.Phased, "2", "needs lib 2, which is phased: why")]
    [InlineData(BlockKind.Pinned, "2", "needs lib 2, which is pinned: why")]
    [InlineData(BlockKind.Phased, "3", null)]
    [InlineData(BlockKind.Unknown, "2", null)]
    internal void Case09_An_apply_brings_in_nothing_that_the_list_keeps_out(BlockKind kind, string version, string? expected)
    {
        PackageChange[] changes = [Change(ChangeAction.Upgrade, "web"), Change(ChangeAction.Upgrade, "lib")];
        var failure = PlanGuard.KeptOut(changes, [Inventories.Update("lib", version) with { Blocked = new Blocked(kind, "why") }]);
        Assert.Equal((expected, expected is null ? null : BlockKind.KeptBack), (failure?.Message, failure?.Block));
    }

    [Fact]
    public void Downgrade_needs_its_own_option()
    {
        PackageChange[] changes = [Change(ChangeAction.Downgrade, "web")];
        Assert.Contains("downgrade web 1 to 2", PlanGuard.Downgrades(changes, allowed: false)!.Message, StringComparison.Ordinal);
        Assert.Null(PlanGuard.Downgrades(changes, allowed: true));
        Assert.Null(PlanGuard.Downgrades([Change(ChangeAction.Upgrade, "web")], allowed: false));
    }

    [Fact]
    public void Held_package_is_not_touched_unless_forced()
    {
        var inventory = Inventories.Of("web=1!hold", "other=1");
        PackageChange[] changes = [Change(ChangeAction.Upgrade, "web"), Change(ChangeAction.Upgrade, "other")];
        Assert.StartsWith("web is held", PlanGuard.Holds(changes, inventory, force: false)!.Message, StringComparison.Ordinal);
        Assert.Null(PlanGuard.Holds(changes, inventory, force: true));
        Assert.Null(PlanGuard.Holds(changes[1..], inventory, force: false));
    }

    private static PackageChange Change(ChangeAction action, string name) =>
        new(name, "amd64", action, "1", "2", ChangeOutcome.Planned, null);
}
