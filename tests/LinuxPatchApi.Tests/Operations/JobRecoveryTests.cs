using LinuxPatchApi.Daemon;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Daemon;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Operations;

public sealed class JobRecoveryTests
{
    /// <summary>Status, operation, same boot or not, the installed version of each planned package (1 to 2), the verdict.</summary>
    [Theory]
    [InlineData("pending", "patch_apply", true, "1", "Requeue")]
    [InlineData("pending", "patch_apply", false, "", "HOST_REBOOTED")]
    [InlineData("pending", "reboot", true, "", "AGENT_RESTARTED")]
    [InlineData("pending", "reboot", false, "", "HOST_REBOOTED")]
    [InlineData("running", "patch_apply", true, "", "Requeue")]
    [InlineData("running", "patch_apply", false, "", "HOST_REBOOTED")]
    [InlineData("running", "patch_apply", true, "2", "Requeue")]
    [InlineData("running", "patch_apply", false, "2,2", "completed")]
    [InlineData("running", "patch_apply", false, "2,1", "HOST_REBOOTED")]
    [InlineData("running", "reboot", true, "", "AGENT_RESTARTED")]
    [InlineData("running", "patch_apply", false, "1,1", "HOST_REBOOTED")]
    [InlineData("rebooting", "reboot", true, "", "AwaitReboot")]
    [InlineData("rebooting", "reboot", false, "", "Returned")]
    [InlineData("rebooting", "patch_apply", false, "2", "Returned")]
    public void Unfinished_job_is_judged_by_boot_and_installed_versions(string status, string operation, bool sameBoot, string installed,
        string expected)
    {
        var versions = installed.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var job = Job(status, operation) with { Changes = [.. versions.Select((_, i) => JobSamples.Upgrade($"p{i}"))] };
        var inventory = new InstalledInventory(
            versions.Select((v, i) => new InstalledPackage($"p{i}", "amd64", v)), JobSamples.Start, DebTerms.Instance);

        var (action, end, changes) = JobRecovery.Judge(job, sameBoot ? "boot-1" : "boot-2", inventory);

        Assert.Equal(expected, end switch
        {
            null => action.ToString(),
            JobEnd.Completed => "completed",
            JobEnd.Failed failed => JobSpelling.ErrorCodes.Of(failed.Code),
            _ => end.GetType().Name,
        });
        Assert.Equal(job.Changes.Count, changes.Count);
    }

    [Fact]
    public void Nothing_is_called_completed_when_the_installed_set_cannot_be_read()
    {
        var job = Job("running", "patch_apply") with { Changes = [JobSamples.Upgrade("p")] };
        var (_, end, changes) = JobRecovery.Judge(job, "boot-2", null);
        Assert.Equal(JobErrorCode.HostRebooted, Assert.IsType<JobEnd.Unverified>(end).Code);
        Assert.Equal(ChangeOutcome.Planned, Assert.Single(changes).Outcome);
    }

    [Fact]
    public void Skipped_changes_do_not_count_as_done()
    {
        var job = Job("running", "patch_apply") with { Changes = [JobSamples.Upgrade("p", ChangeOutcome.Skipped)] };
        var (_, end, _) = JobRecovery.Judge(job, "boot-2",
            new InstalledInventory([new InstalledPackage("p", "amd64", "2")], JobSamples.Start, DebTerms.Instance));
        Assert.IsType<JobEnd.Failed>(end);
    }

    [Fact]
    public void Half_configured_package_is_not_in_place()
    {
        var job = Job("running", "patch_apply") with { Changes = [JobSamples.Upgrade("p")] };
        var half = new InstalledPackage("p", "amd64", "2") { State = InstalledState.HalfConfigured };
        var (_, end, changes) = JobRecovery.Judge(job, "boot-2", new InstalledInventory([half], JobSamples.Start, DebTerms.Instance));
        Assert.IsType<JobEnd.Failed>(end);
        Assert.Equal(ChangeOutcome.Different, Assert.Single(changes).Outcome);
    }

    /// <summary>A repair has no plan: a power loss during one must not be reported as if nothing had happened.</summary>
    [Theory]
    [InlineData("web", "installed", "completed", "the host restarted meanwhile; repaired: web; no package is installed in part any more")]
    [InlineData("web", "unpacked", "HOST_REBOOTED", "the host restarted in the middle; not repaired: web 1 (unpacked) not configured")]
    [InlineData("other", "installed", "HOST_REBOOTED", "the host restarted in the middle; the repair removed web, though nobody named it")]
    public void Case51_A_repair_that_lost_power_is_judged_by_what_is_installed(string name, string word, string expected, string begin)
    {
        var job = Job("running", "repair") with { Request = new RepairRequest() };
        var before = new InstalledInventory(
            [new InstalledPackage("web", "amd64", "1") { State = InstalledState.Unpacked }], JobSamples.Start, DebTerms.Instance);
        var after = new InstalledInventory(
            [new InstalledPackage(name, "amd64", "1") { State = InstalledStates.Parse(word)!.Value }], JobSamples.Start, DebTerms.Instance);
        Assert.Equal(RecoveryAction.Verify, JobRecovery.Decide(job, "boot-2").Action);
        var (_, end, changes) = JobRecovery.Judge(job, "boot-2", after, before);
        Assert.Equal(expected, end is JobEnd.Failed failed ? JobSpelling.ErrorCodes.Of(failed.Code) : "completed");
        Assert.StartsWith(begin, end!.Message, StringComparison.Ordinal);
        Assert.Equal(name != "web", changes.Any(c => c is { Name: "web", Action: ChangeAction.Remove }));

        Assert.IsType<JobEnd.Unverified>(JobRecovery.Judge(job, "boot-2", null).End);
    }

    [Fact]
    public void Case51_A_removal_outside_the_plan_is_reported_after_a_power_loss_too()
    {
        var job = Job("running", "patch_apply") with { Changes = [JobSamples.Upgrade("p")] };
        var before = new InstalledInventory(
            [new InstalledPackage("p", "amd64", "1"), new InstalledPackage("gone", "amd64", "1")], JobSamples.Start, DebTerms.Instance);
        var (_, end, changes) = JobRecovery.Judge(
            job, "boot-2", new InstalledInventory([new InstalledPackage("p", "amd64", "2")], JobSamples.Start, DebTerms.Instance), before);
        Assert.Contains(
            "gone was removed meanwhile without being in the plan", Assert.IsType<JobEnd.Failed>(end).Message, StringComparison.Ordinal);
        Assert.Equal(["p", "gone"], changes.Select(c => c.Name));
    }

    private static Job Job(string status, string operation)
    {
        Assert.True(JobSpelling.Statuses.TryParse(status, out var s) & JobSpelling.Operations.TryParse(operation, out var o));
        return JobSamples.New(s, o);
    }
}
