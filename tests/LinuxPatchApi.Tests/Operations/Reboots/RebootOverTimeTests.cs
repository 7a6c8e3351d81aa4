using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Jobs.Queue;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>A job that was closed as TIMEOUT while its transaction still writes packages.</summary>
public sealed class RebootOverTimeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly JobStore _store;

    public RebootOverTimeTests() =>
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;

    public void Dispose()
    {
        _shutdown.Cancel();
        _store.Dispose();
        _shutdown.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Case51_Reboot_is_as_blocked_by_it_as_by_one_that_is_running()
    {
        var executor = new ScriptedExecutor();
        var jobs = new JobService(_store, new JobServiceOptions(10, Limit, "boot-1"), _clock, TestLog.Of<JobService>());
        _ = jobs.Worker(executor).RunAsync(_shutdown.Token);
        var id = jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid())).Job!.Id;
        Assert.True((await executor.BegunAsync(id)).TryRecordPlan([JobSamples.Upgrade("web")]));
        _clock.Advance(Limit + JobLimits.TimeoutGrace);
        await Eventually.TrueAsync(() => _store.Find(id)!.IsTerminal, "the end");

        Assert.Equal([id], jobs.Active().Select(j => j.Id));
        Assert.Equal(RebootObstacle.Blocked, RebootGuard.Check(jobs.Active(), [], null, force: false, acknowledged: false));
        Assert.Equal(RebootObstacle.DatabaseMutation, RebootGuard.Check(jobs.Active(), [], null, force: true, acknowledged: false));
        Assert.Null(RebootGuard.Check(jobs.Active(), [], null, force: true, acknowledged: true));

        executor.End(id, new JobEnd.Completed("1 change applied and verified"));
        await Eventually.TrueAsync(() => jobs.Active().Count == 0, "the end of the transaction");
        Assert.Null(RebootGuard.Check(jobs.Active(), [], null, force: false, acknowledged: false));
    }
}
