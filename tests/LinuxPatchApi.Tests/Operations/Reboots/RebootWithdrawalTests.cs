using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>A logind that does not answer when the agent starts, and still has the reboot that the previous run scheduled.</summary>
public sealed class RebootWithdrawalTests : IDisposable
{
    private static readonly DateTimeOffset At = JobSamples.Start.AddMinutes(5);
    private static readonly HostFailure Silence = new(HostFailureReason.BusUnavailable, "no bus");
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly JobStore _store;
    private readonly JobService _jobs;
    private readonly RebootWithdrawal _withdrawal;
    private ScheduledShutdown? _scheduled = new("reboot", At);
    private volatile bool _answers;
    private int _attempts;

    public RebootWithdrawalTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        _jobs = new JobService(_store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _clock, TestLog.Of<JobService>());
        _withdrawal = new RebootWithdrawal(
            _jobs,
            _ =>
            {
                Interlocked.Increment(ref _attempts);
                return Task.FromResult(_answers ? HostResult<ScheduledShutdown?>.Success(_scheduled) : Silence);
            },
            _ =>
            {
                _scheduled = null;
                return Task.FromResult<HostResult<bool>>(true);
            },
            _clock,
            TestLog.Of<RebootService>());
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("running")]
    [InlineData("failed")]
    [InlineData("deleted")]
    public async Task Case52_Schedule_is_withdrawn_when_logind_answers_whatever_became_of_the_job(string then)
    {
        var job = Add();
        var withdrawn = _withdrawal.UntilDoneAsync(job.Id, At, CancellationToken.None);
        Assert.True(_store.Find(job.Id)!.Reboot!.Cancelling);
        if (then != "running")
        {
            var end = new JobEnd.Failed(JobErrorCode.AgentRestarted, "the agent restarted", Retryable: true);
            _store.Update(job.Id, j => JobTransitions.End(j, end, JobSamples.Start), persist: true);
            Assert.True(RebootWithdrawal.IsUnfinished(_store.Find(job.Id)!, "boot-1"));
            Assert.False(RebootWithdrawal.IsUnfinished(_store.Find(job.Id)!, "boot-2"));
        }

        if (then == "deleted")
        {
            Assert.True(_store.TryDelete(job.Id));
        }

        await AdvanceUntilAsync(() => Volatile.Read(ref _attempts) > 2);
        _answers = true;
        await AdvanceUntilAsync(() => withdrawn.IsCompleted);
        Assert.Null(_scheduled);
        Assert.False(_store.Find(job.Id)?.Reboot!.Cancelling ?? false);
    }

    [Fact]
    public async Task Case52_Schedule_that_the_job_has_made_again_stays()
    {
        var job = Add();
        var withdrawn = _withdrawal.UntilDoneAsync(job.Id, At, CancellationToken.None);
        _store.Update(
            job.Id, j => JobTransitions.End(j, new JobEnd.Rebooting("rebooting", At.AddSeconds(30)), JobSamples.Start), persist: true);
        _answers = true;
        await AdvanceUntilAsync(() => withdrawn.IsCompleted);
        Assert.NotNull(_scheduled);
    }

    /// <summary>An operator cancels a reboot and asks for another one at once.</summary>
    [Fact]
    public async Task Case52_Schedule_of_the_next_job_at_the_same_moment_stays()
    {
        var job = Add();
        var end = new JobEnd.Cancelled("cancelled; the reboot was not made");
        _store.Update(job.Id, j => JobTransitions.End(j, end, JobSamples.Start), persist: true);
        _store.Add(JobSamples.New(JobStatus.Rebooting) with { RebootAt = At.AddMilliseconds(900) });
        _scheduled = new ScheduledShutdown("reboot", At.AddMilliseconds(900));
        _answers = true;
        await _withdrawal.UntilDoneAsync(job.Id, At, CancellationToken.None);
        Assert.NotNull(_scheduled);
    }

    [Fact]
    public async Task Case52_Schedule_of_another_program_stays()
    {
        _answers = true;
        _scheduled = new ScheduledShutdown("reboot", At.AddHours(1));
        await _withdrawal.UntilDoneAsync(Add().Id, At, CancellationToken.None);
        Assert.NotNull(_scheduled);
    }

    private Job Add()
    {
        var job = JobSamples.New(JobStatus.Running) with { RebootAt = At, Reboot = new RebootProof("boot-1", "6.1.0-1-amd64", null) };
        _store.Add(job);
        return job;
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _clock.Advance(RebootLimits.PollInterval);
            return condition();
        },
        "the condition");
}
