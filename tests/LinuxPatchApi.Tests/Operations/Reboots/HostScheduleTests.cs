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

/// <summary>Somebody on the host changes its one schedule, behind the agent's back: logind tells nobody.</summary>
public sealed class HostScheduleTests() : RebootBench(new FakeInstalledSource { Answer = Inventories.Of("web=1") })
{
    private const string TookItsPlace = "a poweroff at 2026-03-01T13:00:00Z, which somebody scheduled on the host, took its place";
    private const string Theirs = "a poweroff at 2026-03-01T13:00:00Z is scheduled on the host, not by a job of this agent: "
        + "'shutdown -c' there takes it back";

    /// <summary>What a client may have to wait until the job says so; the reboots of these tests are half an hour away.</summary>
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(60);

    private static readonly ScheduledShutdown Poweroff = new("poweroff", JobSamples.Start.AddHours(1));

    [Fact]
    public async Task Case52_Reboot_that_was_withdrawn_on_the_host_ends_its_job_within_seconds()
    {
        var job = await RequestedAsync();
        _logind.Scheduled = null;
        Assert.Equal(
            (JobStatus.Failed, JobErrorCode.RebootError, "the reboot was withdrawn on the host"), Told(await EndedAsync(job.Id)));
        await Eventually.TrueAsync(() => _jobs.Frozen is null, "open admission");
        Assert.Equal((null, null), _reboots.Scheduled());
    }

    [Theory]
    [InlineData("poweroff", 1000)]
    [InlineData("reboot", 1000)]
    [InlineData("reboot", -1000)]
    [InlineData("poweroff", 0)]
    [InlineData("halt", 0)]
    public async Task Case52_Reboot_whose_place_the_hosts_own_schedule_took_ends_its_job_within_seconds_and_leaves_that_alone(
        string type, int later)
    {
        var job = await RequestedAsync();
        var theirs = new ScheduledShutdown(type, job.RebootAt!.Value.AddSeconds(later));
        _logind.Scheduled = theirs;
        WriteFile(theirs);
        Assert.Equal(
            (JobStatus.Failed, JobErrorCode.RebootError,
                $"a {type} at {theirs.At:yyyy-MM-dd'T'HH:mm:ss'Z'}, which somebody scheduled on the host, took its place"),
            Told(await EndedAsync(job.Id)));
        await Eventually.TrueAsync(() => _jobs.Frozen is null, "open admission");
        Assert.Equal((theirs, null), _reboots.Scheduled());
        Assert.Equal(theirs, _logind.Scheduled);
        Assert.DoesNotContain("CancelScheduledShutdown", _logind.Calls);
    }

    [Fact]
    public async Task Case52_Apply_whose_reboot_was_withdrawn_on_the_host_is_completed_with_a_warning()
    {
        var (job, result) = await StepAsync();
        Assert.IsType<JobEnd.Rebooting>(Assert.IsType<StepResult.Ended>(result).Outcome);
        _logind.Scheduled = null;
        var ended = await EndedAsync(job);
        Assert.Equal(JobStatus.Completed, ended.Status);
        Assert.Equal(["the reboot was not made: the reboot was withdrawn on the host"], ended.Warnings);
        await Eventually.TrueAsync(() => _jobs.Frozen is null, "open admission");
    }

    /// <summary>Each look asks logind; none of them ends what is as it was, before and after the agent was started again.</summary>
    [Fact]
    public async Task Case52_Reboot_that_nobody_touches_stays_reserved_and_is_looked_at_all_the_time()
    {
        var job = await RequestedAsync();
        await LooksAsync(5);
        _reboots.Resume(_store.Find(job.Id)!);
        await LooksAsync(5);
        Assert.Equal(JobStatus.Rebooting, _store.Find(job.Id)!.Status);
        Assert.Equal((new ScheduledShutdown("reboot", job.RebootAt!.Value), job.Id), (_logind.Scheduled, _reboots.Scheduled().By?.Id));

        async Task LooksAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var before = Looks();
                await Eventually.NudgedAsync(() => Looks() > before, () => _clock.Advance(RebootLimits.LookInterval), "a look at logind");
            }
        }

        int Looks() => _logind.Calls.Count(c => c == "Get");
    }

    /// <summary>The agent keeps the time of this reboot itself: logind has nothing of it, so that nothing is withdrawn either.</summary>
    [Fact]
    public async Task Case52_Reboot_over_locks_ends_when_somebody_schedules_another_on_the_host()
    {
        var job = JobSamples.New(JobStatus.Rebooting, JobOperation.Reboot) with
        {
            RebootAt = JobSamples.Start.AddSeconds(2000),
            Reboot = new RebootProof("boot-1", "6.1.0-1-amd64", null) { OverInhibitors = true },
        };
        _store.Add(job);
        _reboots.Resume(job);
        await Eventually.NudgedAsync(
            () => _logind.Calls.Contains("Get"), () => _clock.Advance(RebootLimits.LookInterval), "a look at logind");
        Assert.Equal(JobStatus.Rebooting, _store.Find(job.Id)!.Status);
        _logind.Scheduled = Poweroff;
        Assert.Equal((JobStatus.Failed, JobErrorCode.RebootError, TookItsPlace), Told(await EndedAsync(job.Id)));
        Assert.Equal(Poweroff, _logind.Scheduled);
    }

    [Fact]
    public async Task Case52_Cancel_of_a_reboot_whose_place_another_schedule_took_claims_nothing_and_leaves_that_alone()
    {
        var job = await RequestedAsync();
        _logind.Scheduled = Poweroff;
        var answer = await Eventually.SoonAsync(_reboots.CancelAsync(null, CancellationToken.None));
        Assert.Equal((null, null, TookItsPlace), (answer.Before, answer.Obstacle, answer.Detail));
        Assert.Equal((JobStatus.Failed, JobErrorCode.RebootError, TookItsPlace), Told(_store.Find(job.Id)!));
        Assert.Equal(Poweroff, _logind.Scheduled);
        Assert.Null(_jobs.Frozen);
        Assert.DoesNotContain("CancelScheduledShutdown", _logind.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case52_Cancel_without_a_reboot_of_the_agent_says_whose_the_schedule_is(bool isThere)
    {
        if (isThere)
        {
            WriteFile(Poweroff);
        }

        var answer = await Eventually.SoonAsync(_reboots.CancelAsync(null, CancellationToken.None));
        Assert.Equal((null, null, isThere ? Theirs : null), (answer.Before, answer.Obstacle, answer.Detail));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case52_Cancel_of_the_agents_own_reboot_or_of_one_that_is_gone_is_a_cancellation(bool isGone)
    {
        var job = await RequestedAsync();
        _logind.Scheduled = isGone ? null : _logind.Scheduled;
        var answer = await Eventually.SoonAsync(_reboots.CancelAsync(null, CancellationToken.None));
        Assert.Equal((job.Id, null), (answer.Before?.Id, answer.Obstacle));
        Assert.Equal(JobStatus.Cancelled, _store.Find(job.Id)!.Status);
        Assert.Null(_logind.Scheduled);
    }

    /// <summary>logind has one schedule: a reboot would take the place of the administrator's without a word.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case52_Reboot_is_refused_while_somebody_has_scheduled_a_shutdown_on_the_host(bool force)
    {
        _logind.Scheduled = Poweroff;
        var answer = await RequestAsync(force);
        Assert.Equal((RebootObstacle.Frozen, Theirs), (answer.Obstacle, answer.Detail));
        Assert.Empty(_store.All());
        Assert.Null(_jobs.Frozen);
        Assert.Equal(Poweroff, _logind.Scheduled);
        var plan = await Eventually.SoonAsync(
            _reboots.PreviewAsync(new RebootRequest(2000, force, null), force, CancellationToken.None));
        Assert.Equal([Theirs], plan.Warnings);
    }

    /// <summary>After a trial run the host stays up; health does not tell it either.</summary>
    [Fact]
    public async Task Case52_Trial_run_of_a_shutdown_is_no_obstacle()
    {
        _logind.Scheduled = Poweroff with { Type = "dry-poweroff" };
        Assert.Equal("reboot", (await RequestedAsync()).Operation == JobOperation.Reboot ? _logind.Scheduled.Type : null);
    }

    [Fact]
    public async Task Second_reboot_is_refused_for_the_first_one_and_not_for_a_strangers()
    {
        await RequestedAsync();
        var second = await RequestAsync(force: false);
        Assert.Equal((RebootObstacle.Frozen, "a reboot is reserved for 2026-03-01T12:33:20Z"), (second.Obstacle, second.Detail));
    }

    [Fact]
    public async Task Case52_Applys_own_reboot_is_left_out_with_a_warning_while_somebody_has_scheduled_a_shutdown_on_the_host()
    {
        _logind.Scheduled = Poweroff;
        var (job, result) = await StepAsync();
        Assert.Same(StepResult.Next, result);
        Assert.Equal(["a reboot is needed but was not made: " + Theirs], _store.Find(job)!.Warnings);
        Assert.Equal(Poweroff, _logind.Scheduled);
        Assert.Null(_jobs.Frozen);
        Assert.Null(_store.Find(job)!.RebootAt);
    }

    /// <summary>The reboot of a job that ended while logind was silent is still to be cancelled: a new one may take its place.</summary>
    [Fact]
    public async Task Case52_Schedule_that_an_ended_job_of_the_agent_has_left_is_not_a_strangers()
    {
        var at = JobSamples.Start.AddHours(1);
        _store.Add(JobSamples.New(JobStatus.Failed, JobOperation.Reboot) with
        {
            RebootAt = at,
            Reboot = new RebootProof("boot-1", "6.1.0-1-amd64", null) { Scheduled = true, Cancelling = true },
        });
        _logind.Scheduled = new ScheduledShutdown("reboot", at);
        Assert.Equal((await RequestedAsync()).RebootAt, _logind.Scheduled.At);
    }

    private static (JobStatus Status, JobErrorCode? Code, string? Error) Told(Job job) => (job.Status, job.ErrorCode, job.Error);

    private Task<RebootAnswer> RequestAsync(bool force) => Eventually.SoonAsync(_reboots.RequestAsync(
        new RebootRequest(2000, force, null), force, _ => JobSamples.Origin(Guid.NewGuid()), CancellationToken.None));

    private async Task<Job> RequestedAsync()
    {
        var answer = await RequestAsync(force: false);
        Assert.Null(answer.Detail);
        Assert.Equal(answer.Job!.RebootAt, _logind.Scheduled?.At);
        return answer.Job;
    }

    /// <summary>The end of an apply that may reboot, half an hour later as far as these tests go, and must.</summary>
    private async Task<(Guid Job, StepResult Result)> StepAsync()
    {
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        using var running = new RunningJob(job.Id, TimeSpan.FromHours(1), _clock);
        var context = new JobContext(_store, running, host: null, _clock);
        _hints.Add("a job");
        var run = new RebootingRun(context, 2000) { Done = new JobEnd.Completed("2 changes applied and verified") };
        var result = await Eventually.SoonAsync(_step.RunAsync(run, CancellationToken.None));
        if (result is StepResult.Ended ended)
        {
            context.End(ended.Outcome);
        }

        return (job.Id, result);
    }

    /// <summary>Lets seconds pass, not the half hour.</summary>
    private async Task<Job> EndedAsync(Guid id)
    {
        var until = _clock.GetUtcNow() + Seconds;
        await Eventually.NudgedAsync(
            () => _store.Find(id)!.IsTerminal,
            () =>
            {
                if (_clock.GetUtcNow() < until)
                {
                    _clock.Advance(RebootLimits.LookInterval);
                }
            },
            "the end of the job");
        return _store.Find(id)!;
    }

    private void WriteFile(ScheduledShutdown what) => _host.Schedule(
        $"USEC={(what.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}\nWARN_WALL=1\nMODE={what.Type}\n");
}
