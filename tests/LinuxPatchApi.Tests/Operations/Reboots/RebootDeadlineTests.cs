using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Bus;
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
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>A host whose bus does not answer, so that it never goes down.</summary>
public sealed class RebootDeadlineTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly BootedHost _host = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly FakeInstalledSource _installed = new();
    private readonly JobStore _store;
    private readonly JobService _jobs;
    private readonly SystemBus _bus;
    private readonly RebootWatch _watch;
    private readonly RebootService _reboots;
    private readonly RebootStep _step;
    private readonly LinuxPatchApi.Host.RebootHints _hints;
    private string? _rightLost;

    public RebootDeadlineTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        var options = new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1") { RightLost = _ => _rightLost };
        _jobs = new JobService(_store, options, _clock, TestLog.Of<JobService>());
        _bus = new SystemBus($"unix:path={_directory.File("no-bus")}", _clock, NullLogger.Instance);
        var evidence = new RebootEvidence(new SystemdClient(_bus), _host.Facts, _clock);
        var logind = new LogindClient(_bus);
        _watch = new RebootWatch(_jobs, logind, evidence, _clock, TestLog.Of<RebootService>());
        var installed = new InstalledCache(_installed);
        _hints = new LinuxPatchApi.Host.RebootHints(_directory.File("hints"));
        _reboots = new RebootService(_jobs, logind, evidence, _watch, _host.Facts, _hints, installed, _clock, TestLog.Of<RebootService>());
        _step = new RebootStep(_jobs, logind, evidence, _watch, _reboots, installed, _clock);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        await _bus.DisposeAsync();
        _store.Dispose();
        _host.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Host_that_does_not_go_down_in_time_fails_the_job_and_opens_admission()
    {
        var job = JobSamples.New(JobStatus.Rebooting, JobOperation.Reboot) with { RebootAt = JobSamples.Start.AddMinutes(5) };
        _store.Add(job);
        _reboots.Resume(job);
        Assert.NotNull(_jobs.Frozen);

        _clock.Advance(TimeSpan.FromMinutes(5) + RebootLimits.Deadline - TimeSpan.FromSeconds(1));
        Assert.Equal(JobStatus.Rebooting, _store.Find(job.Id)!.Status);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _store.Find(job.Id)!.IsTerminal, "the end of the job");
        var ended = _store.Find(job.Id)!;
        Assert.Equal((JobStatus.Failed, JobErrorCode.RebootError), (ended.Status, ended.ErrorCode));
        Assert.StartsWith(
            "the host was to go down at 2026-03-01T12:05:00Z and did not within 10 minutes; logind does not answer, so whether it is "
                + "still scheduled is not known: ",
            ended.Error);
        await Eventually.TrueAsync(() => _jobs.Frozen is null, "open admission");
    }

    [Fact]
    public async Task Without_logind_nothing_is_reserved()
    {
        var answer = await Eventually.SoonAsync(
            _reboots.RequestAsync(
                new RebootRequest(0, false, null), false, _ => JobSamples.Origin(Guid.NewGuid()), CancellationToken.None));
        Assert.Equal(RebootObstacle.Unavailable, answer.Obstacle);
        Assert.Empty(_store.All());
        Assert.Null(_jobs.Frozen);
    }

    [Fact]
    public async Task Apply_whose_reboot_cannot_be_requested_is_done_and_reports_why_there_is_none()
    {
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        using var running = new RunningJob(job.Id, TimeSpan.FromHours(1), _clock);
        var context = new JobContext(_store, running, host: null, _clock);
        _hints.Add("a job");
        var run = new RebootingRun(context) { Done = new JobEnd.Completed("2 changes applied and verified") };
        Assert.Same(StepResult.Next, await Eventually.SoonAsync(_step.RunAsync(run, CancellationToken.None)));
        Assert.StartsWith("2 changes applied and verified; the reboot was not made: logind does not answer: ", run.Done.Message);
        Assert.StartsWith("a reboot is needed but was not made: logind does not answer: ", Assert.Single(_store.Find(job.Id)!.Warnings));
        Assert.Null(_jobs.Frozen);
        Assert.Null(_store.Find(job.Id)!.RebootAt);
    }

    [Fact]
    public async Task Case39_Apply_whose_client_has_lost_the_right_to_it_is_finished_without_the_reboot()
    {
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        using var running = new RunningJob(job.Id, TimeSpan.FromHours(1), _clock);
        _hints.Add("a job");
        _rightLost = "the certificate is revoked";
        var run = new RebootingRun(new JobContext(_store, running, host: null, _clock))
        {
            Done = new JobEnd.Completed("2 changes applied and verified"),
        };
        Assert.Same(StepResult.Next, await Eventually.SoonAsync(_step.RunAsync(run, CancellationToken.None)));
        Assert.Equal("2 changes applied and verified; the reboot was not made: the certificate is revoked", run.Done.Message);
        Assert.Equal("a reboot is needed but was not made: the certificate is revoked", Assert.Single(_store.Find(job.Id)!.Warnings));
    }

    [Fact]
    public async Task Case39_Reboot_over_locks_is_not_made_once_its_client_has_lost_the_right_to_it()
    {
        var job = OverLocks();
        _reboots.Resume(job);
        _rightLost = "the certificate is revoked";
        _clock.Advance(TimeSpan.FromMinutes(5));
        await Eventually.TrueAsync(() => _store.Find(job.Id)!.IsTerminal, "the end of the job");
        var ended = _store.Find(job.Id)!;
        Assert.Equal((JobStatus.Failed, JobErrorCode.PermissionDenied, "the certificate is revoked"), (ended.Status, ended.ErrorCode,
            ended.Error));
        await Eventually.TrueAsync(() => _jobs.Frozen is null, "open admission");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case52_Cancel_that_logind_does_not_hear_changes_nothing_about_a_cancellation_under_way(bool isUnderWay)
    {
        var job = JobSamples.New(JobStatus.Rebooting) with
        {
            RebootAt = JobSamples.Start.AddMinutes(5),
            Reboot = new RebootProof("boot-1", "6.1.0-1-amd64", null) { Scheduled = true, Cancelling = isUnderWay },
        };
        _store.Add(job);
        var answer = await Eventually.SoonAsync(_reboots.CancelAsync(null, CancellationToken.None));
        Assert.Equal((RebootObstacle.Unavailable, isUnderWay), (answer.Obstacle, _store.Find(job.Id)!.Reboot!.Cancelling));
    }

    /// <summary>Killed after logind had the reboot: a job that says "not made" would be followed by a host that goes down.</summary>
    [Fact]
    public async Task Case52_Apply_whose_previous_run_may_have_scheduled_a_reboot_waits_for_logind()
    {
        var at = JobSamples.Start.AddMinutes(5);
        var job = JobSamples.New(JobStatus.Running) with { RebootAt = at, Reboot = new RebootProof("boot-1", "6.1.0-1-amd64", null) };
        _store.Add(job);
        using var running = new RunningJob(job.Id, TimeSpan.FromHours(1), _clock);
        var context = new JobContext(_store, running, host: null, _clock);
        _hints.Add("a job");
        var run = new RebootingRun(context) { Done = new JobEnd.Completed("2 changes applied and verified") };
        var end = Assert.IsType<StepResult.Ended>(await Eventually.SoonAsync(_step.RunAsync(run, CancellationToken.None))).Outcome;
        Assert.Equal(at, Assert.IsType<JobEnd.Rebooting>(end).At);
        Assert.Contains(
            "; whether logind still has the reboot at 2026-03-01T12:05:00Z, which is to be cancelled, is not known yet: ", end.Message,
            StringComparison.Ordinal);
        Assert.True(context.End(end).Reboot!.Cancelling);
        Assert.NotNull(_jobs.Frozen);

        _clock.Advance(TimeSpan.FromMinutes(5) + RebootLimits.Deadline);
        await Eventually.TrueAsync(() => _store.Find(job.Id)!.IsTerminal, "the end of the job");
        Assert.Contains(
            "logind does not answer, so whether it is still scheduled is not known",
            _store.Find(job.Id)!.Message,
            StringComparison.Ordinal);
        Assert.True(RebootWithdrawal.IsUnfinished(_store.Find(job.Id)!, "boot-1"));
    }

    /// <summary>The agent itself keeps the time of a reboot against inhibitors; a persisted cancel counts from then on.</summary>
    [Fact]
    public async Task Case52_Reboot_over_locks_is_not_made_once_its_cancel_has_begun()
    {
        var job = OverLocks();
        _reboots.Resume(job);
        _store.Update(job.Id, j => j with { Reboot = j.Reboot! with { Cancelling = true } }, persist: true);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await Eventually.TrueAsync(() => _store.Find(job.Id)!.IsTerminal, "the end of the job");
        Assert.Equal((JobStatus.Cancelled, null), (_store.Find(job.Id)!.Status, _store.Find(job.Id)!.Error));

        // Else the agent's next run would cancel what is scheduled by then.
        Assert.False(RebootWithdrawal.IsUnfinished(_store.Find(job.Id)!, "boot-1"));
    }

    /// <summary>An agent that was away longer than the deadline must not catch up on the reboot.</summary>
    [Fact]
    public async Task Case52_Reboot_over_locks_whose_time_is_long_over_is_not_made()
    {
        var job = OverLocks();
        _clock.Advance(TimeSpan.FromHours(6));
        _reboots.Resume(job);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _store.Find(job.Id)!.IsTerminal, "the end of the job");
        Assert.StartsWith("the host was to go down at 2026-03-01T12:05:00Z and did not within 10 minutes", _store.Find(job.Id)!.Error);
    }

    /// <summary>logind counts by the wall clock: with that set back, its time comes later than any timer of this process says.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case61_Clock_that_was_set_back_withdraws_no_schedule_whose_time_has_not_come(bool overLocks)
    {
        var job = overLocks ? OverLocks() : JobSamples.New(JobStatus.Rebooting, JobOperation.Reboot) with { RebootAt = At };
        if (!overLocks)
        {
            _store.Add(job);
        }

        _reboots.Resume(job);
        _clock.AdjustTime(JobSamples.Start.AddHours(-1));
        for (var i = 0; i < 64; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(JobStatus.Rebooting, _store.Find(job.Id)!.Status);
        for (var i = 0; i < 1 + RebootLimits.Deadline.TotalMinutes; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await Eventually.TrueAsync(() => _store.Find(job.Id)!.IsTerminal, "the end of the job");
    }

    /// <summary>A host without a battery boots in 1970: no timer takes such a span.</summary>
    [Fact]
    public void Case61_Reservation_is_watched_by_a_clock_that_is_years_behind()
    {
        var job = JobSamples.New(JobStatus.Rebooting, JobOperation.Reboot) with { RebootAt = JobSamples.Start.AddYears(50) };
        _store.Add(job);
        _reboots.Resume(job);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(JobStatus.Rebooting, _store.Find(job.Id)!.Status);
    }

    private static DateTimeOffset At => JobSamples.Start.AddMinutes(5);

    private Job OverLocks()
    {
        var job = JobSamples.New(JobStatus.Rebooting, JobOperation.Reboot) with
        {
            RebootAt = JobSamples.Start.AddMinutes(5),
            Reboot = new RebootProof("boot-1", "6.1.0-1-amd64", null) { OverInhibitors = true },
        };
        _store.Add(job);
        return job;
    }
}
