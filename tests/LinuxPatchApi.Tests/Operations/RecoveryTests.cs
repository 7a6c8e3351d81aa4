using LinuxPatchApi.Daemon;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Tests.Daemon;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Jobs.Queue;
using LinuxPatchApi.Tests.Operations.Reboots;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations;

/// <summary>The start after a power loss: every job of the journal gets its end or its turn, with a fake installed set and clock.</summary>
public sealed class RecoveryTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly BootedHost _host = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly FakeInstalledSource _installed = new() { Answer = Inventories.Of("web=2", "db=1") };
    private readonly ScriptedExecutor _executor = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly JobStore _store;
    private readonly JobService _jobs;
    private readonly SystemBus _bus;
    private readonly RebootWatch _watch;
    private volatile string? _silence;
    private readonly Recovery _recovery;

    public RecoveryTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        _jobs = new JobService(_store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _clock, TestLog.Of<JobService>());
        _bus = new SystemBus($"unix:path={_directory.File("no-bus")}", _clock, NullLogger.Instance);
        var (evidence, logind, cache) = (
            new RebootEvidence(new SystemdClient(_bus), _host.Facts, _clock), new LogindClient(_bus), new InstalledCache(_installed));
        _watch = new RebootWatch(_jobs, logind, evidence, _clock, TestLog.Of<RebootService>());
        var reboots = new RebootService(_jobs, logind, evidence, _watch, _host.Facts, new RebootHints(_directory.File("hints")), cache,
            _clock, TestLog.Of<RebootService>());
        var back = new RebootReturn(
            _jobs, new RebootLedger(_host.LedgerPath, _host.DownPath), evidence, reboots, logind, _host.Facts, _clock,
            TestLog.Of<RebootService>());
        _recovery = new Recovery(_jobs, _executor, reboots, back, cache, "boot-1", _clock, TestLog.Of<JobService>(),
            whySilent: (forPackages, _) => Task.FromResult(forPackages ? _silence : null));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync();
        _watch.Dispose();
        await _bus.DisposeAsync();
        _store.Dispose();
        _host.Dispose();
        _directory.Dispose();
        _shutdown.Dispose();
    }

    /// <summary>The running one before the waiting ones, unchanged; nothing of another boot continues.</summary>
    [Fact]
    public async Task Case56_Each_job_of_the_previous_run_gets_its_end_or_its_turn()
    {
        var waiting = Add(JobSamples.New());
        var working = Add(JobSamples.New(JobStatus.Running) with { Changes = [JobSamples.Upgrade("web")] });
        var waitedThen = Add(JobSamples.New(boot: "boot-0"));
        var workedThen = Add(JobSamples.New(JobStatus.Running, boot: "boot-0") with { Changes = [JobSamples.Upgrade("web")] });
        var half = Add(
            JobSamples.New(JobStatus.Running, boot: "boot-0") with { Changes = [JobSamples.Upgrade("web"), JobSamples.Upgrade("db")] });
        _recovery.Begin();
        Assert.Equal((JobStatus.Failed, JobErrorCode.HostRebooted), Ended(waitedThen));
        Assert.Equal("the host restarted before the job began", _store.Find(waitedThen)!.Error);
        Assert.False(_store.Find(workedThen)!.IsTerminal);

        await _recovery.RunAsync(_shutdown.Token);
        Assert.Equal((JobStatus.Completed, null), Ended(workedThen));
        Assert.Equal((JobStatus.Failed, JobErrorCode.HostRebooted), Ended(half));
        Assert.Equal([ChangeOutcome.Applied, ChangeOutcome.Unchanged], _store.Find(half)!.Changes.Select(c => c.Outcome));
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await _executor.BegunAsync(working);
        _executor.End(working, new JobEnd.Completed("done"));
        await _executor.BegunAsync(waiting);
        Assert.Equal([working, waiting], _executor.Order);
    }

    /// <summary>Its guard's deadline runs, and the verification of another job may wait for the package manager.</summary>
    [Fact]
    public async Task A_self_update_goes_before_everything_else()
    {
        var unverified = Add(JobSamples.New(JobStatus.Failed) with
        {
            VerdictOutstanding = true,
            Changes = [JobSamples.Upgrade("web")],
        });
        var self = Add(JobSamples.New(JobStatus.Running, JobOperation.SelfUpdate));
        _recovery.Begin();
        await _recovery.RunAsync(_shutdown.Token);
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await _executor.BegunAsync(self);
        _executor.End(self, new JobEnd.Completed("done"));
        await _executor.BegunAsync(unverified);
        Assert.Equal([self, unverified], _executor.Order);
    }

    [Fact]
    public async Task Case56_Installed_set_that_cannot_be_read_yet_is_waited_for()
    {
        var job = Add(JobSamples.New(JobStatus.Running, boot: "boot-0") with { Changes = [JobSamples.Upgrade("web")] });
        var readable = _installed.Answer;
        _installed.Answer = new PackageFailure(JobErrorCode.PackageManagerError, "cannot be read", Retryable: true);
        _recovery.Begin();
        var run = _recovery.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _store.Find(job)!.Message == "not known yet: cannot be read", "the message");
        _installed.Answer = readable;
        await AdvanceAsync(run, PackageLimits.RecoveryPollInterval);
        await run;
        Assert.Equal((JobStatus.Completed, null), Ended(job));
    }

    [Fact]
    public async Task Case56_Installed_set_that_stays_unread_leaves_the_verdict_open_and_it_is_checked_again()
    {
        var job = Add(JobSamples.New(JobStatus.Running, boot: "boot-0") with { Changes = [JobSamples.Upgrade("web")] });
        _installed.Answer = new PackageFailure(JobErrorCode.PackageManagerError, "cannot be read", Retryable: true);
        _recovery.Begin();
        var run = _recovery.RunAsync(_shutdown.Token);
        await AdvanceAsync(run, PackageLimits.RecoveryDeadline / 4);
        await run;
        Assert.Equal((JobStatus.Failed, JobErrorCode.HostRebooted), Ended(job));
        Assert.True(_store.Find(job)!.VerdictOutstanding);

        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await AdvanceAsync(_executor.BegunAsync(job), JobLimits.VerdictRetry);
        _executor.End(job, new JobEnd.Completed("1 change applied and verified"));
        await Eventually.TrueAsync(() => !_store.Find(job)!.VerdictOutstanding, "the verdict");
    }

    /// <summary>A boot at which the bus or the package manager comes after the agent: what waited would fail within a second.</summary>
    [Fact]
    public async Task Case56_Waiting_jobs_wait_until_the_package_manager_answers()
    {
        _silence = "the bus is not there";
        var planning = Add(JobSamples.New(JobStatus.Running));
        var waiting = Add(JobSamples.New());
        _recovery.Begin();
        var run = _recovery.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _store.Find(waiting)!.Message == "waiting: the bus is not there", "the message");
        Assert.Equal("not known yet: the bus is not there", _store.Find(planning)!.Message);
        await AdvanceAsync(Task.Delay(200, TestContext.Current.CancellationToken), PackageLimits.RecoveryPollInterval / 8);
        Assert.False(run.IsCompleted);
        _silence = null;
        await AdvanceAsync(run, PackageLimits.RecoveryPollInterval);
        await run;
        Assert.Equal("waiting for its turn", _store.Find(waiting)!.Message);
    }

    [Fact]
    public async Task Case56_A_package_manager_that_never_answers_is_given_up_at_the_deadline()
    {
        _silence = "the bus is not there";
        var waiting = Add(JobSamples.New());
        _recovery.Begin();
        var run = _recovery.RunAsync(_shutdown.Token);
        await AdvanceAsync(run, PackageLimits.RecoveryDeadline / 4);
        await run;
        Assert.Equal(JobStatus.Pending, _store.Find(waiting)!.Status);
    }

    /// <summary>Neither a job that was cancelled meanwhile nor one that needs no package manager makes the queue wait for it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case56_Queue_waits_for_nothing_that_no_job_needs(bool isCancelled)
    {
        _silence = "the package manager is not there";
        var job = Add(JobSamples.New(operation: isCancelled ? JobOperation.PatchApply : JobOperation.ServiceRestart));
        _recovery.Begin();
        if (isCancelled)
        {
            _jobs.Cancel(job);
        }

        await Eventually.SoonAsync(_recovery.RunAsync(_shutdown.Token));
    }

    /// <summary>The power went between the record of the verdict and the end, and the set from before is gone.</summary>
    [Fact]
    public async Task Case51_Removal_that_nobody_planned_is_not_completed_after_a_power_cut()
    {
        var gone = UnplannedChanges.Of(new PackageKey("lost", "amd64"), ChangeAction.Remove, "1", null);
        var job = Add(JobSamples.New(JobStatus.Running, boot: "boot-0") with
        {
            Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied), gone],
        });
        _recovery.Begin();
        await _recovery.RunAsync(_shutdown.Token);
        Assert.Equal((JobStatus.Failed, JobErrorCode.PackageManagerError), Ended(job));
        Assert.Contains("lost was removed meanwhile without being in the plan", _store.Find(job)!.Error, StringComparison.Ordinal);
        Assert.Equal([ChangeOutcome.Applied, ChangeOutcome.Different], _store.Find(job)!.Changes.Select(c => c.Outcome));
        Assert.Equal(gone, _store.Find(job)!.Changes[1]);
    }

    [Fact]
    public async Task Case51_Removal_by_a_repair_is_not_completed_after_a_power_cut()
    {
        var lost = new PackageChange(
            "lost", "amd64", ChangeAction.Remove, "1", null, ChangeOutcome.Different, "removed by the repair, though nobody named it");
        var job = Add(JobSamples.New(JobStatus.Running, JobOperation.Repair, boot: "boot-0") with { Changes = [lost] });
        _recovery.Begin();
        await _recovery.RunAsync(_shutdown.Token);
        Assert.Equal((JobStatus.Failed, JobErrorCode.HostRebooted), Ended(job));
        Assert.Contains("the repair removed lost", _store.Find(job)!.Error, StringComparison.Ordinal);
        Assert.Equal(lost, Assert.Single(_store.Find(job)!.Changes));
    }

    private Guid Add(Job job)
    {
        _store.Add(job);
        return job.Id;
    }

    private (JobStatus, JobErrorCode?) Ended(Guid id) => (_store.Find(id)!.Status, _store.Find(id)!.ErrorCode);

    private async Task AdvanceAsync(Task end, TimeSpan step)
    {
        for (var i = 0; i < 500 && !end.IsCompleted; i++)
        {
            await Task.Yield();
            _clock.Advance(step);
            await Task.WhenAny(end, Task.Delay(10, TestContext.Current.CancellationToken));
        }
    }
}
