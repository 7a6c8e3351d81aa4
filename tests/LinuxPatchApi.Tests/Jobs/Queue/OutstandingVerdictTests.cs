using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Jobs.Store;
using LinuxPatchApi.Tests.Operations;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Queue;

/// <summary>Jobs that were closed before their outcome was known.</summary>
public sealed class OutstandingVerdictTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly BrokenDisk _disk;
    private readonly CancellationTokenSource _shutdown = new();

    public OutstandingVerdictTests() => _disk = new BrokenDisk(_clock);

    public void Dispose()
    {
        _shutdown.Cancel();
        _disk.Dispose();
        _shutdown.Dispose();
    }

    [Fact]
    public async Task Case51_A_job_over_its_time_is_judged_by_the_next_run_when_its_transaction_has_ended()
    {
        Guid id;
        using (var store = _disk.Open())
        {
            var executor = new ScriptedExecutor();
            var jobs = Service(store);
            id = jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid())).Job!.Id;
            using var previous = new CancellationTokenSource();
            var running = jobs.Worker(executor).RunAsync(previous.Token);
            Assert.True((await executor.BegunAsync(id)).TryRecordPlan([JobSamples.Upgrade("web")]));
            _clock.Advance(Limit + JobLimits.TimeoutGrace);
            await Eventually.TrueAsync(() => store.Find(id)!.IsTerminal, "the end");
            await previous.CancelAsync();
            await running;
        }

        using var next = _disk.Open();
        var closed = next.Find(id)!;
        Assert.Equal((JobErrorCode.Timeout, true), (closed.ErrorCode, closed.VerdictOutstanding));
        var inventory = new InstalledInventory([new InstalledPackage("web", "amd64", "2")], JobSamples.Start, DebTerms.Instance);
        Assert.Equal(["what the job changed is not known yet"], TestOperations.Undo(closed, inventory, _ => default).Reasons);
        Assert.Equal(LinuxPatchApi.Operations.Steps.RecoveryAction.Requeue,
            LinuxPatchApi.Operations.JobRecovery.Judge(closed, "boot-1", null).Action);

        var second = new ScriptedExecutor();
        var again = Service(next);
        again.Turns.Requeue([id]);
        _ = again.Worker(second).RunAsync(_shutdown.Token);
        var context = await second.BegunAsync(id);
        Assert.Equal((StopReason.Timeout, CancelAnswer.NotPossible), (context.StopReason, again.Cancel(id).Answer));
        context.RecordChanges([JobSamples.Upgrade("web", ChangeOutcome.Applied)]);
        second.End(id, new JobEnd.Completed("1 change applied and verified"));
        await Eventually.TrueAsync(() => !next.Find(id)!.VerdictOutstanding, "the verdict");
        var judged = _disk.OnDisk(id);
        Assert.Equal(
            (JobStatus.Failed, JobErrorCode.Timeout, ChangeOutcome.Applied), (judged.Status, judged.ErrorCode, judged.Changes[0].Outcome));
        Assert.EndsWith("ended later: 1 change applied and verified", judged.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("what the job changed is not known yet", TestOperations.Undo(judged, inventory, _ => default).Reasons);
    }

    [Fact]
    public async Task Case56_A_job_closed_without_an_answer_is_checked_again_and_corrected()
    {
        using var store = _disk.Open();
        var job = JobSamples.New(JobStatus.Running) with { Changes = [JobSamples.Upgrade("web")] };
        store.Add(job);
        var looks = 0;
        var executor = new ScriptedExecutor
        {
            Always = context =>
            {
                if (++looks == 1)
                {
                    return new JobEnd.Unverified(JobErrorCode.AgentRestarted, "not known yet");
                }

                Assert.False(context.IsPatient);
                context.RecordChanges([JobSamples.Upgrade("web", ChangeOutcome.Applied)]);
                return new JobEnd.Completed("done");
            },
        };
        var jobs = Service(store);
        jobs.Turns.Requeue([job.Id]);
        _ = jobs.Worker(executor).RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => store.Find(job.Id)!.VerdictOutstanding, "the first look");
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(JobLimits.VerdictRetry);
                return !store.Find(job.Id)!.VerdictOutstanding;
            },
            "the verdict");
        Assert.Equal((JobStatus.Failed, ChangeOutcome.Applied), (store.Find(job.Id)!.Status, store.Find(job.Id)!.Changes[0].Outcome));
    }

    private JobService Service(JobStore store) =>
        new(store, new JobServiceOptions(10, Limit, "boot-1"), _clock, TestLog.Of<JobService>());
}
