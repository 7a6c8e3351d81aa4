using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Operations;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.Steps;

public sealed class UndoPlanTests
{
    private static readonly PackageChange Upgraded = Change("web", ChangeAction.Upgrade, "1", "2");
    private static readonly PackageChange Installed = Change("lib", ChangeAction.Install, null, "1");
    private static readonly PackageChange Removed = Change("old", ChangeAction.Remove, "3", null);

    [Fact]
    public void Every_applied_change_is_turned_round()
    {
        var plan = TestOperations.Undo(Job(Upgraded, Installed, Removed), Inventories.Of("web=2", "lib=1"), _ => PreviousSource.Repository);
        Assert.True(plan.IsPossible);
        Assert.Equal(
            [("web", ChangeAction.Downgrade, "2", "1"), ("lib", ChangeAction.Remove, "1", null), ("old", ChangeAction.Install, null, "3")],
            plan.Undo.Select(c => (c.Name, c.Action, c.FromVersion, c.ToVersion)));
    }

    [Fact]
    public void Undo_of_an_undo_goes_up_again()
    {
        var down = Change("web", ChangeAction.Downgrade, "2", "1");
        Assert.Equal(ChangeAction.Upgrade,
            Assert.Single(TestOperations.Undo(Job(down), Inventories.Of("web=1"), _ => PreviousSource.Store).Undo).Action);
    }

    [Theory]
    [InlineData("web=2", PreviousSource.None, "no configured repository gives version 1")]
    [InlineData("web=3", PreviousSource.Repository, "it is at version 3")]
    [InlineData("other=1", PreviousSource.Repository, "it is not installed")]
    internal void Obstacle_is_named_with_its_package(string now, PreviousSource source, string reason)
    {
        var problem = Assert.Single(TestOperations.Undo(Job(Upgraded), Inventories.Of(now), _ => source).Reasons);
        Assert.StartsWith("web: ", problem);
        Assert.Contains(reason, problem);
    }

    /// <summary>"Has changed since" would send the reader to look for who did it.</summary>
    [Theory]
    [InlineData("web=1", "job 00000000-0000-0000-0000-000000000007 has already undone it")]
    [InlineData("web=1 lib=1", "web: job 00000000-0000-0000-0000-000000000007 has already undone it")]
    [InlineData("web=3 lib=1", "web: has changed since, it is at version 3")]
    [InlineData("web=2 lib=1", null)]
    public void Job_that_was_undone_names_the_job_that_did_it_as_long_as_it_is_so(string now, string? reason)
    {
        var undo = Job(Change("web", ChangeAction.Downgrade, "2", "1"), Change("lib", ChangeAction.Remove, "1", null)) with
        {
            Id = new Guid("00000000-0000-0000-0000-000000000007"),
        };
        var plan = UndoPlan.Of(
            Job(Upgraded, Installed), OperationTable.Undo(undo), Inventories.Of(now.Split(' ')), _ => PreviousSource.Store, undo);
        Assert.Equal(reason is null ? [] : [reason], plan.Reasons);
    }

    [Fact]
    public void Undo_that_changed_nothing_has_not_undone_it()
    {
        var undo = Job(Change("web", ChangeAction.Downgrade, "2", "1") with { Outcome = ChangeOutcome.Unchanged });
        var plan = UndoPlan.Of(Job(Upgraded), OperationTable.Undo(undo), Inventories.Of("web=1"), _ => PreviousSource.Store, undo);
        Assert.Equal(["web: has changed since, it is at version 1"], plan.Reasons);
    }

    [Fact]
    public void Versions_may_come_from_files_and_from_repositories()
    {
        var job = Job(Upgraded, Removed);
        var now = Inventories.Of("web=2");
        Assert.True(TestOperations.Undo(job, now, c => c.Name == "web" ? PreviousSource.Store : PreviousSource.Repository).IsPossible);
        Assert.Single(TestOperations.Undo(job, now, c => c.Name == "web" ? PreviousSource.Store : PreviousSource.None).Reasons);
    }

    [Theory]
    [InlineData("web=2!broken", true)]
    [InlineData("web=3", true)]
    [InlineData("web=1", false)]
    [InlineData("other=1", false)]
    public void Half_done_change_goes_back_too(string now, bool undone)
    {
        var half = Upgraded with { Outcome = ChangeOutcome.Different };
        Assert.Equal(undone, TestOperations.Undo(Job(half), Inventories.Of(now), _ => PreviousSource.Repository).IsPossible);
    }

    [Fact]
    public void Job_without_an_applied_change_has_nothing_to_undo()
    {
        var skipped = Upgraded with { Outcome = ChangeOutcome.Skipped };
        Assert.Contains("changed nothing",
            Assert.Single(TestOperations.Undo(Job(skipped), Inventories.Of("web=1"), _ => PreviousSource.Repository).Reasons));
        Assert.Contains("not ended",
            Assert.Single(TestOperations.Undo(
                Job(Upgraded) with { Status = JobStatus.Running }, Inventories.Of(), _ => PreviousSource.None).Reasons));
        Assert.NotEmpty(TestOperations.Undo(Job(Upgraded) with
        {
            Operation = JobOperation.Reboot,
            Request = new RebootRequest(0, false, null)
        }, Inventories.Of(), _ => PreviousSource.None).Reasons);
    }

    /// <summary>
    /// A repair is undone where the previous files were stored: what it removed, wanted or not, returns, and what it changed goes back.
    /// </summary>
    [Theory]
    [InlineData(ChangeOutcome.Applied, PreviousSource.Store, "lib=2", true)]
    [InlineData(ChangeOutcome.Different, PreviousSource.Store, "lib=2", true)]
    [InlineData(ChangeOutcome.Different, PreviousSource.None, "lib=2", false)]
    internal void Case01_Repair_is_undone_where_the_files_were_kept(ChangeOutcome outcome, PreviousSource source, string now, bool possible)
    {
        var job = Job(Removed with { Outcome = outcome },
            Change("lib", ChangeAction.Upgrade, "1", "2")) with
        { Operation = JobOperation.Repair, Request = new RepairRequest() };
        var plan = TestOperations.Undo(job, Inventories.Of(now), _ => source);
        Assert.Equal(possible, plan.IsPossible);
        Assert.Equal([("old", ChangeAction.Install, "3"), ("lib", ChangeAction.Downgrade, "1")],
            plan.Undo.Select(c => (c.Name, c.Action, c.ToVersion)));
    }

    [Fact]
    public void Case01_Repair_that_only_configured_changed_no_version() => Assert.Equal(
        ["the repair changed no version"],
        TestOperations.Undo(Job() with { Operation = JobOperation.Repair, Request = new RepairRequest() }, Inventories.Of("web=1"),
            _ => PreviousSource.Store).Reasons);

    private static Job Job(params PackageChange[] changes) => JobSamples.New(JobStatus.Completed) with { Changes = changes };

    private static PackageChange Change(string name, ChangeAction action, string? from, string? to) =>
        new(name, "amd64", action, from, to, ChangeOutcome.Applied, null);
}
