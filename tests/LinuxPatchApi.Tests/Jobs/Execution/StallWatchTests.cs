using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Jobs.Queue;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Execution;

public sealed class StallWatchTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(120);
    private static readonly LockHolder Dpkg = new(42, "dpkg", JobSamples.Start.AddMinutes(-1), "/var/lib/dpkg/lock");
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly ScriptedExecutor _executor = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly FakeActivity _host = new();
    private readonly JobStore _store;

    public StallWatchTests() =>
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;

    public void Dispose()
    {
        _shutdown.Cancel();
        _store.Dispose();
        _directory.Dispose();
        _shutdown.Dispose();
    }

    [Fact]
    public async Task Job_without_progress_while_the_database_is_locked_is_stalled_from_its_last_progress_on()
    {
        var (jobs, id, context) = await BeginAsync();
        _host.Holder = Dpkg;
        _clock.Advance(After - TimeSpan.FromSeconds(1));
        Assert.Null(Job(id).StalledSince);
        _clock.Advance(After / JobLimits.StallSamples);
        Assert.Equal((JobSamples.Start, Dpkg), (Job(id).StalledSince!.Value, Job(id).LockHolder));
        Assert.Equal(id, jobs.Stalled?.Id);
        Assert.EndsWith(
            "no progress since 2026-03-01T12:00:00Z; dpkg (pid 42) holds /var/lib/dpkg/lock", Job(id).Logs[^1], StringComparison.Ordinal);

        // It stays one stall, reported once, whatever else is logged.
        context.Log("cancelling is not possible now");
        _clock.Advance(After * 2);
        Assert.Equal(JobSamples.Start, Job(id).StalledSince);
        Assert.Single(Job(id).Logs, line => line.Contains("no progress", StringComparison.Ordinal));
        Assert.DoesNotContain(Job(id).Logs, line => line.Contains("goes on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("progress")]
    [InlineData("package")]
    [InlineData("script")]
    [InlineData("free")]
    public async Task Stall_clears_by_itself(string how)
    {
        var (jobs, id, context) = await BeginAsync();
        _host.Holder = Dpkg;
        _clock.Advance(After * 2);
        Assert.NotNull(jobs.Stalled);
        switch (how)
        {
            case "progress":
                context.ReportProgress(50, JobPhase.Installing, "a", null, cancellable: false);
                break;
            case "package":
                context.ReportProgress(0, JobPhase.Resolving, "b", null, cancellable: false);
                break;
            case "script":
                _host.Bytes++;
                break;
            default:
                _host.Holder = null;
                break;
        }

        _clock.Advance(After / JobLimits.StallSamples);
        Assert.Equal((null, null, null), (Job(id).StalledSince, Job(id).LockHolder, jobs.Stalled));
    }

    [Fact]
    public async Task Job_without_progress_is_not_stalled_while_the_database_is_not_locked()
    {
        var (jobs, id, _) = await BeginAsync();
        _clock.Advance(After * 3);
        Assert.Equal((null, null), (Job(id).StalledSince, jobs.Stalled));
    }

    [Fact]
    public async Task End_of_a_job_ends_its_stall()
    {
        var (jobs, id, _) = await BeginAsync();
        _host.Holder = Dpkg;
        _clock.Advance(After * 2);
        _executor.End(id, new JobEnd.Completed("done"));
        await Eventually.TrueAsync(() => Job(id).IsTerminal, "the end");
        Assert.Equal((null, null, null), (Job(id).StalledSince, Job(id).LockHolder, jobs.Stalled));
    }

    [Fact]
    public async Task Wait_for_another_processs_lock_is_reported_with_the_holder_and_the_limit()
    {
        var (_, id, context) = await BeginAsync();
        _host.Holder = new LockHolder(7, "apt-get", null, "/var/lib/dpkg/lock-frontend");
        context.WaitForLock("it gives up after a minute");
        Assert.Equal(
            "waiting for the package database's lock (apt-get (pid 7) holds /var/lib/dpkg/lock-frontend); it gives up after a minute",
            Job(id).Message);
        Assert.Equal(7, Job(id).LockHolder?.Pid);
        context.EndLockWait();
        Assert.Null(Job(id).LockHolder);
        Assert.Contains("going on", Job(id).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Break_is_requested_only_when_allowed_over_its_time_and_stalled(bool allowed)
    {
        var (_, id, context) = await BeginAsync(allowed);
        var broken = context.NextBreak();
        _clock.Advance(Timeout + JobLimits.TimeoutGrace);
        await Eventually.TrueAsync(() => Job(id).IsTerminal, "the time-out");
        for (var look = 0; look <= JobLimits.StallSamples; look++)
        {
            _clock.Advance(After / JobLimits.StallSamples);
        }

        Assert.False(broken.IsCompleted); // nobody holds the lock
        _host.Holder = Dpkg;
        _clock.Advance(After / JobLimits.StallSamples);
        Assert.Equal(allowed, broken.IsCompleted);
        Assert.NotNull(Job(id).StalledSince);

        // The next work has its own time, and only then its own end.
        var next = context.NextBreak();
        _clock.Advance(After / JobLimits.StallSamples);
        Assert.Equal((false, null), (next.IsCompleted, Job(id).StalledSince));
        _clock.Advance(After);
        Assert.Equal(allowed, next.IsCompleted);
    }

    private Job Job(Guid id) => _store.Find(id)!;

    private async Task<(JobService Jobs, Guid Id, JobContext Context)> BeginAsync(bool breakStalled = false)
    {
        var options = new JobServiceOptions(2, Timeout, "boot-1") { StallAfter = After, BreakStalled = breakStalled };
        var jobs = new JobService(_store, options, _clock, TestLog.Of<JobService>(), _host);
        var id = jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid())).Job!.Id;
        _ = jobs.Worker(_executor).RunAsync(_shutdown.Token);
        return (jobs, id, await _executor.BegunAsync(id));
    }

    private sealed class FakeActivity : IHostActivity
    {
        public LockHolder? Holder { get; set; }

        public long Bytes { get; set; }

        public LockHolder? LockHolder() => Holder;

        public long Printed() => Bytes;
    }
}
