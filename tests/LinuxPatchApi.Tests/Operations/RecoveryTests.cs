using LinuxPatchApi.Daemon;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Daemon;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Operations.Reboots;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations;

/// <summary>The start after a loss of power: every job of the journal gets its end or its turn, by an installed set and a clock that the test plays.</summary>
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
    private readonly Recovery _recovery;

    public RecoveryTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        _jobs = new JobService(_store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _clock, TestLog.Of<JobService>());
        _bus = new SystemBus($"unix:path={_directory.File("no-bus")}", _clock, NullLogger.Instance);
        var (evidence, logind, cache) = (new RebootEvidence(new SystemdClient(_bus), _host.Facts, _clock), new LogindClient(_bus), new InstalledCache(_installed));
        _watch = new RebootWatch(_jobs, logind, evidence, _clock, TestLog.Of<RebootService>());
        var reboots = new RebootService(_jobs, logind, evidence, _watch, _host.Facts, new RebootHints(_directory.File("hints")), cache, _clock, TestLog.Of<RebootService>());
        var back = new RebootReturn(
            _jobs, new RebootLedger(_host.LedgerPath, _host.DownPath), evidence, reboots, logind, _host.Facts, _clock, TestLog.Of<RebootService>());
        _recovery = new Recovery(_jobs, _executor, reboots, back, cache, "boot-1", _clock, TestLog.Of<JobService>());
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

    /// <summary>The working one before those that wait, as they were; of another boot nothing goes on.</summary>
    [Fact]
    public async Task Case56_Each_job_of_the_former_life_gets_its_end_or_its_turn()
    {
        var waiting = Add(JobSamples.New());
        var working = Add(JobSamples.New(JobStatus.Running) with { Changes = [JobSamples.Upgrade("web")] });
        var waitedThen = Add(JobSamples.New(boot: "boot-0"));
        var workedThen = Add(JobSamples.New(JobStatus.Running, boot: "boot-0") with { Changes = [JobSamples.Upgrade("web")] });
        var half = Add(JobSamples.New(JobStatus.Running, boot: "boot-0") with { Changes = [JobSamples.Upgrade("web"), JobSamples.Upgrade("db")] });
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
        await AdvanceAsync(run, PackageLimits.RecoveryLook);
        await run;
        Assert.Equal((JobStatus.Completed, null), Ended(job));
    }

    [Fact]
    public async Task Case56_Installed_set_that_stays_unread_leaves_the_verdict_open_and_it_is_looked_at_again()
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
