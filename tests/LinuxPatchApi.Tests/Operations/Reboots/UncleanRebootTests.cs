using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>A package is installed in part, and logind would take any reboot: the host might not come up.</summary>
public sealed class UncleanRebootTests()
    : RebootBench(new FakeInstalledSource { Answer = Inventories.Of("web=1", "initramfs-tools=2!broken") })
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Applys_own_reboot_is_left_out_with_a_warning_while_a_package_is_installed_in_part(bool isUnclean)
    {
        if (!isUnclean)
        {
            _installed.Answer = Inventories.Of("web=1", "initramfs-tools=2");
        }
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        using var running = new RunningJob(job.Id, TimeSpan.FromHours(1), _clock);
        var context = new JobContext(_store, running, host: null, _clock);
        _hints.Add("a job");
        var run = new RebootingRun(context) { Done = new JobEnd.Completed("2 changes applied and verified") };

        var result = await Eventually.SoonAsync(_step.RunAsync(run, CancellationToken.None));

        if (!isUnclean)
        {
            Assert.IsType<JobEnd.Rebooting>(Assert.IsType<StepResult.Ended>(result).Outcome);
            Assert.Contains("ScheduleShutdown", _logind.Calls);
            Assert.Empty(_store.Find(job.Id)!.Warnings);
            return;
        }
        Assert.Same(StepResult.Next, result);
        Assert.StartsWith("2 changes applied and verified; the reboot was not made: ", run.Done.Message, StringComparison.Ordinal);
        var warning = Assert.Single(_store.Find(job.Id)!.Warnings);
        Assert.StartsWith("a reboot is needed but was not made: ", warning, StringComparison.Ordinal);
        Assert.Contains("initramfs-tools 2 (half-configured)", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("ScheduleShutdown", _logind.Calls);
        Assert.Null(_jobs.Frozen);
        Assert.Null(_store.Find(job.Id)!.RebootAt);
    }

    /// <summary>Both or nothing: each is a flag that a client may send by habit.</summary>
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    public async Task Reboot_over_it_needs_force_and_the_acknowledgement(bool force, bool acknowledged, bool isMade)
    {
        var answer = await Eventually.SoonAsync(_reboots.RequestAsync(
            new RebootRequest(0, force, null), acknowledged, _ => JobSamples.Origin(Guid.NewGuid()), CancellationToken.None));
        Assert.Equal(isMade ? null : RebootObstacle.DatabaseUnclean, answer.Obstacle);
        Assert.Equal(isMade, _logind.Calls.Contains("ScheduleShutdown"));
        Assert.Equal(isMade ? 1 : 0, _store.All().Count(job => job.Status == JobStatus.Rebooting));
        Assert.Equal(isMade, _jobs.Frozen is not null);
        if (!isMade)
        {
            Assert.Equal(["initramfs-tools 2 (half-configured)"], answer.Unclean!.Packages);
            Assert.StartsWith("the host may not come up: ", answer.Detail, StringComparison.Ordinal);
        }
    }
}
