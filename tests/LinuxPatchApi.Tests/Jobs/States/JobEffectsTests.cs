using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Tests.Jobs.States;

public sealed class JobEffectsTests
{
    [Fact]
    public void Case24_Line_of_a_job_names_packages_versions_and_outcomes()
    {
        var job = JobSamples.New(JobStatus.Failed) with
        {
            Changes = [JobSamples.Upgrade("held", ChangeOutcome.Skipped), JobSamples.Upgrade("web", ChangeOutcome.Applied),
                JobSamples.Upgrade("lib", ChangeOutcome.Different)],
        };
        Assert.Equal(
            "upgrade web:amd64 1 to 2: applied; upgrade lib:amd64 1 to 2: different; upgrade held:amd64 1 to 2: skipped",
            JobEffects.Line(job));
    }

    /// <summary>Closed as TIMEOUT while its transaction goes on: clients and logs read no plan of a job that has ended.</summary>
    [Theory]
    [InlineData(JobStatus.Running, false, "planned", null)]
    [InlineData(JobStatus.Failed, true, "different", "not known yet: the job was closed before its result was known; the outcome follows")]
    [InlineData(JobStatus.Failed, false, "different", "not known")]
    public void Case51_No_ended_job_has_a_planned_change(object status, bool isOutstanding, string outcome, string? reason)
    {
        var job = JobSamples.New((JobStatus)status) with { Changes = [JobSamples.Upgrade("web")], VerdictOutstanding = isOutstanding };
        Assert.Equal($"upgrade web:amd64 1 to 2: {outcome}", JobEffects.Line(job));
        var undo = new UndoPlan([], []);
        var shown = Assert.Single(JobDocumentMapper.Detail(job, undo, JobSamples.Start).Changes);
        Assert.Equal((outcome, reason), (shown.Outcome, shown.Reason));
        Assert.Equal(ChangeOutcome.Planned, Assert.Single(job.Changes).Outcome);
    }

    [Fact]
    public void Case24_Line_of_a_restart_and_of_a_reboot_has_the_outcome()
    {
        var job = JobSamples.New(JobStatus.Completed) with
        {
            Restarted = [new UnitRestart("web.service", RestartOutcome.Restarted, null)],
            Reboot = new RebootProof("one", "6.1", []) { NewBootId = "two", KernelAfter = "6.2" },
        };
        Assert.Equal("restart web.service: restarted; reboot kernel 6.1 to 6.2: back with boot id two", JobEffects.Line(job));
        Assert.EndsWith("reboot kernel 6.1 to -: not rebooted", JobEffects.Line(job with { Reboot = new RebootProof("one", "6.1", []) }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobLimits.EffectsLogged, "")]
    [InlineData(JobLimits.EffectsLogged + 1, "; and 1 more")]
    public void Case24_Number_of_changes_in_the_line_is_bounded(int changes, string end)
    {
        var job = JobSamples.New(JobStatus.Completed) with
        {
            Changes = [.. Enumerable.Range(0, changes).Select(i => JobSamples.Upgrade($"p{i}", ChangeOutcome.Applied))],
        };
        Assert.EndsWith($"applied{end}", JobEffects.Line(job), StringComparison.Ordinal);
    }

    [Fact]
    public void Case24_Length_of_the_line_is_bounded()
    {
        var job = JobSamples.New(JobStatus.Completed) with
        {
            Changes = [.. Enumerable.Range(0, 60).Select(i => JobSamples.Upgrade($"{i}{new string('x', 200)}", ChangeOutcome.Applied))],
        };
        var line = JobEffects.Line(job);
        Assert.InRange(line.Length, JobLimits.EffectsLength / 2, JobLimits.EffectsLength + 64);
        Assert.Contains(" more", line, StringComparison.Ordinal);
    }
}
