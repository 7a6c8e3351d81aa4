using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Operations.Repairs;

public sealed class RepairVerdictTests
{
    private static readonly ExecutionReport Success = new(null, RestartSystem: false);

    [Fact]
    public void Case01_Removed_package_is_never_repaired()
    {
        var (before, after) = (Inventories.Of("web=1!broken", "lib=1"), Inventories.Of("lib=1"));
        var end = Assert.IsType<JobEnd.Failed>(RepairVerdict.Of(before, after, Success, force: false, StopReason.None));
        Assert.StartsWith("the repair removed web, though nobody named it", end.Message, StringComparison.Ordinal);
        var change = Assert.Single(RepairVerdict.Changes(before, after, force: false));
        Assert.Equal((ChangeAction.Remove, ChangeOutcome.Different), (change.Action, change.Outcome));
    }

    [Fact]
    public void Case01_Accepted_removal_is_reported_and_not_called_a_repair_of_that_package()
    {
        var (before, after) = (Inventories.Of("web=1!broken", "lib=1!broken"), Inventories.Of("lib=1"));
        var end = Assert.IsType<JobEnd.Completed>(RepairVerdict.Of(before, after, Success, force: true, StopReason.None));
        Assert.Equal("repaired: lib; no package is installed in part any more; web removed, as force allowed", end.Message);
        Assert.Equal(ChangeOutcome.Applied, Assert.Single(RepairVerdict.Changes(before, after, force: true)).Outcome);
    }

    [Fact]
    public void Case50b_Repair_with_a_journal_left_is_not_completed_and_names_the_way_out()
    {
        var left = new InstalledInventory([Inventories.Package("web=1")], DateTimeOffset.UnixEpoch, DebTerms.Instance) { Unmerged = 2 };
        var end = Assert.IsType<JobEnd.Failed>(RepairVerdict.Of(left, left, Success, force: false, StopReason.None));
        Assert.Contains("journal holds 2 change(s)", end.Message, StringComparison.Ordinal);
        Assert.Contains("'dpkg --configure -a'", end.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/system/repair", end.Message, StringComparison.Ordinal);
    }

    /// <summary>A repair that ran and left something in part is no remedy; one that could not be asked is.</summary>
    [Theory]
    [InlineData("success", 0, false)]
    [InlineData("failed", 0, false)]
    [InlineData("success", 2, false)]
    [InlineData("locked", 0, true)]
    [InlineData("unheard", 0, true)]
    public void Failed_repair_does_not_recommend_itself(string how, int unmerged, bool again)
    {
        var left = new InstalledInventory([Inventories.Package("web=1!broken")], DateTimeOffset.UnixEpoch, DebTerms.Instance)
        {
            Unmerged = unmerged,
        };
        var report = how switch
        {
            "success" => Success,
            "unheard" => null,
            _ => new ExecutionReport(
                new PackageFailure(JobErrorCode.PackageManagerError, "no", Retryable: how == "locked"), RestartSystem: false),
        };
        var end = Assert.IsType<JobEnd.Failed>(RepairVerdict.Of(left, left, report, force: false, StopReason.None));
        Assert.Equal(again, end.Message.Contains("/system/repair", StringComparison.Ordinal));
        Assert.Contains("'dpkg --configure -a' on the host", end.Message, StringComparison.Ordinal);
        Assert.True(again || unmerged > 0 || end.Message.Contains("DELETE /api/v1/packages/{name}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("web=1", "completed no package is installed in part")]
    [InlineData("web=1!broken", "failed not repaired: web 1 (half-configured) not configured")]
    public void Case50b_Repair_is_judged_by_what_is_in_part(string after, string expected)
    {
        var end = RepairVerdict.Of(null, Inventories.Of(after), Success, force: false, StopReason.None);
        Assert.StartsWith(expected, $"{(end is JobEnd.Completed ? "completed" : "failed")} {end.Message}", StringComparison.Ordinal);
    }
}
