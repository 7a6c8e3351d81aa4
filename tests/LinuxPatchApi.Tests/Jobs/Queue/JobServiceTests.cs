using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Queue;

public sealed class JobServiceTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);
    private static readonly JobEnd Done = new JobEnd.Completed("done");
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly ScriptedExecutor _executor = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly JobStore _store;
    private readonly JobService _jobs;

    public JobServiceTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        _jobs = Service(depth: 2);
    }

    public void Dispose()
    {
        _shutdown.Cancel();
        _store.Dispose();
        _directory.Dispose();
        _shutdown.Dispose();
    }

    /// <summary>A job that was admitted after the check, and before the reservation closed admission.</summary>
    [Fact]
    public void Reservation_is_checked_again_when_nothing_more_is_admitted()
    {
        var admission = _jobs.Reserve(
            new RebootRequest(0, false, null), JobSamples.Origin(Guid.NewGuid()), "a reboot is reserved", j => j, () => false);
        Assert.Equal(AdmissionRefusal.Frozen, admission.Refusal);
        Assert.Null(_jobs.Frozen);
        Assert.Empty(_store.All());
    }

    /// <summary>A reservation that ends while the agent shuts down: a job that began then would fail at the next start.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Admission_stays_closed_once_the_agent_shuts_down(bool isReserved)
    {
        if (isReserved)
        {
            Assert.True(_jobs.Freeze("a reboot is reserved"));
        }

        _jobs.Close();
        _jobs.Thaw();
        Assert.Equal("the agent is shutting down", _jobs.Frozen);
        Assert.False(_jobs.Freeze("a reboot is reserved"));
    }

    [Fact]
    public async Task Jobs_run_in_the_order_of_admission_and_one_at_a_time()
    {
        var executor = new ScriptedExecutor { Always = _ => Done };
        var jobs = Service(depth: 10);
        var ids = Enumerable.Range(0, 5).Select(_ => Admit(jobs).Id).ToList();
        _ = jobs.Worker(executor).RunAsync(_shutdown.Token);
        await EndedAsync(ids[^1]);
        Assert.Equal(ids, executor.Order);
        Assert.Equal(1, executor.Most);
    }

    [Fact]
    public void Admitted_job_is_stored_with_its_complete_request()
    {
        var requestId = Guid.NewGuid();
        var job = _jobs.Admit(JobOperation.Install, JobSamples.Everything, ["a"], JobSamples.Origin(requestId)).Job!;
        var stored = _store.Find(job.Id)!;
        Assert.Equal((JobStatus.Pending, JobPhase.Queued, "boot-1", requestId, true),
            (stored.Status, stored.Phase, stored.BootId, stored.RequestId, stored.Cancellable));
        Assert.Equal(["a"], stored.Packages);
    }

    [Fact]
    public async Task Queue_takes_as_many_as_configured_and_not_one_more()
    {
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        var running = Admit().Id;
        await _executor.BegunAsync(running);
        Admit();
        Admit();
        var refused = _jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid()));
        Assert.Equal(AdmissionRefusal.QueueFull, refused.Refusal);
        Assert.Contains("jobs.max_queue_depth is 2", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(3, _store.All().Count);
    }

    [Fact]
    public async Task Frozen_admission_refuses_and_holds_back_what_waits_until_it_thaws()
    {
        var waiting = Admit().Id;
        _jobs.Freeze("a reboot is reserved");
        _jobs.Freeze("another reason");
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        var refused = _jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid()));
        Assert.Equal((AdmissionRefusal.Frozen, "a reboot is reserved"), (refused.Refusal!.Value, refused.Detail));
        Assert.Equal(AdmissionRefusal.Frozen,
            _jobs.Reserve(new RebootRequest(0, false, null), JobSamples.Origin(Guid.NewGuid()), "x", j => j).Refusal);
        Assert.False(_executor.HasBegun(waiting));
        _jobs.Thaw();
        await _executor.BegunAsync(waiting);
        Assert.NotNull(Admit());
    }

    [Fact]
    public void Admitted_reboot_closes_admission_and_does_not_enter_the_queue()
    {
        var job = _jobs.Reserve(new RebootRequest(5, false, "r"), JobSamples.Origin(Guid.NewGuid()), "a reboot is reserved", j => j).Job!;
        Assert.Equal((JobOperation.Reboot, false), (job.Operation, job.Cancellable));
        Assert.Equal("a reboot is reserved", _jobs.Frozen);
    }

    /// <summary>Clients are served before the recovery has looked at the job of the reboot.</summary>
    [Theory]
    [InlineData("boot-1", "a reboot is reserved for 2026-03-01T12:00:05Z")]
    [InlineData("boot-2", null)]
    public void Restarted_agent_admits_nothing_under_a_reboot_that_is_still_to_come(string boot, string? frozen)
    {
        var at = JobSamples.Start.AddSeconds(5);
        Assert.NotNull(_jobs.Reserve(
            new RebootRequest(5, false, "r"), JobSamples.Origin(Guid.NewGuid()), "x",
            j => JobTransitions.End(JobTransitions.Start(j, j.CreatedAt), new JobEnd.Rebooting("soon", at), j.CreatedAt)).Job);
        Assert.Equal(frozen, Service(depth: 2, boot).Frozen);
    }

    [Fact]
    public async Task Waiting_job_is_cancelled_at_once_and_never_begins()
    {
        var (first, second, third) = (Admit().Id, Admit().Id, default(Guid));
        var (answer, before) = _jobs.Cancel(first);
        Assert.Equal((CancelAnswer.Cancelled, JobStatus.Pending), (answer, before!.Status));
        Assert.Equal(JobStatus.Cancelled, _store.Find(first)!.Status);
        third = second;
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await _executor.BegunAsync(third);
        Assert.False(_executor.HasBegun(first));
    }

    [Fact]
    public async Task Running_job_is_asked_to_stop_and_ends_as_its_work_says()
    {
        var id = await BeginAsync();
        var context = await _executor.BegunAsync(id);
        Assert.Equal(CancelAnswer.Cancelling, _jobs.Cancel(id).Answer);
        await Eventually.TrueAsync(() => context.StopRequested.IsCancellationRequested, "the request to stop");
        Assert.Equal(StopReason.Cancelled, context.StopReason);
        Assert.Equal(JobStatus.Running, _store.Find(id)!.Status);
        _executor.End(id, new JobEnd.Cancelled("stopped; 1 of 2 done"));
        Assert.Equal(JobStatus.Cancelled, (await EndedAsync(id)).Status);
    }

    [Fact]
    public async Task Job_past_its_point_of_no_return_is_not_stopped()
    {
        var id = await BeginAsync();
        var context = await _executor.BegunAsync(id);
        context.SetCancellable(false);
        Assert.Equal(CancelAnswer.NotPossible, _jobs.Cancel(id).Answer);
        Assert.False(context.StopRequested.IsCancellationRequested);
    }

    [Fact]
    public void Ended_job_is_deleted_and_an_unknown_one_is_unknown()
    {
        var id = Admit().Id;
        _jobs.Cancel(id);
        Assert.Equal(CancelAnswer.Deleted, _jobs.Cancel(id).Answer);
        Assert.Equal(CancelAnswer.NotFound, _jobs.Cancel(id).Answer);
    }

    [Fact]
    public async Task Overdue_job_is_asked_to_stop_then_closed_while_the_queue_stays_occupied()
    {
        var id = await BeginAsync();
        var context = await _executor.BegunAsync(id);
        var next = Admit().Id;
        _clock.Advance(Timeout - TimeSpan.FromTicks(1));
        Assert.Equal(StopReason.None, context.StopReason);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(StopReason.Timeout, context.StopReason);
        Assert.Equal(JobStatus.Running, _store.Find(id)!.Status);

        _clock.Advance(JobLimits.TimeoutGrace);
        var closed = await EndedAsync(id);
        Assert.Equal((JobStatus.Failed, JobErrorCode.Timeout), (closed.Status, closed.ErrorCode!.Value));
        Assert.False(_executor.HasBegun(next));

        _executor.End(id, Done);
        await _executor.BegunAsync(next);
        var after = _store.Find(id)!;
        Assert.Equal((JobStatus.Failed, $"{closed.Message}; ended later: done"), (after.Status, after.Message));
        Assert.EndsWith("ended later: done", after.Logs[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closed_job_has_no_more_progress_but_keeps_log_and_changes()
    {
        var id = await BeginAsync();
        var context = await _executor.BegunAsync(id);
        _clock.Advance(Timeout + JobLimits.TimeoutGrace);
        var closed = await EndedAsync(id);
        context.ReportProgress(90, JobPhase.Installing, "late", 5, cancellable: true);
        context.SetCancellable(true);
        context.Enter(JobPhase.Verifying, "late");
        context.Log("late line");
        context.RecordChanges([JobSamples.Upgrade("a", ChangeOutcome.Applied)]);
        var after = _store.Find(id)!;
        Assert.Equal(
            (closed.Status, closed.Phase, closed.Progress, closed.Message, false, closed.CurrentPackage),
            (after.Status, after.Phase, after.Progress, after.Message, after.Cancellable, after.CurrentPackage));
        Assert.EndsWith("late line", after.Logs[^1], StringComparison.Ordinal);
        Assert.Single(after.Changes);
    }

    [Fact]
    public async Task Closed_job_whose_work_continues_cannot_be_deleted_and_does_not_stop_the_queue()
    {
        var id = await BeginAsync();
        var next = Admit().Id;
        _clock.Advance(Timeout + JobLimits.TimeoutGrace);
        await EndedAsync(id);
        Assert.Equal(CancelAnswer.NotPossible, _jobs.Cancel(id).Answer);
        _executor.End(id, Done);
        await _executor.BegunAsync(next);
        Assert.Equal(CancelAnswer.Deleted, _jobs.Cancel(id).Answer);
    }

    [Fact]
    public async Task History_limit_does_not_drop_a_closed_job_whose_work_continues()
    {
        var id = await BeginAsync();
        _clock.Advance(Timeout + JobLimits.TimeoutGrace);
        await EndedAsync(id);
        _clock.Advance(TimeSpan.FromDays(31));
        var next = Admit().Id; // prunes
        _executor.End(id, Done);
        await _executor.BegunAsync(next);
        _executor.End(next, Done);
        Assert.Equal(JobStatus.Completed, (await EndedAsync(next)).Status);
    }

    [Fact]
    public async Task Executor_that_throws_fails_its_job_and_no_other()
    {
        var id = await BeginAsync();
        _executor.Throw(id, new InvalidOperationException("a bug"));
        var job = await EndedAsync(id);
        Assert.Equal((JobErrorCode.Unknown, "internal error: a bug"), (job.ErrorCode!.Value, job.Error));
        var next = Admit().Id;
        await _executor.BegunAsync(next);
    }

    [Fact]
    public async Task Ends_that_the_queue_gives_are_told_by_the_executor()
    {
        _executor.Tells = "; and more";
        var id = await BeginAsync();
        _executor.Throw(id, new InvalidOperationException("a bug"));
        Assert.Equal("internal error: a bug; and more", (await EndedAsync(id)).Error);
        var late = Admit().Id;
        await _executor.BegunAsync(late);
        _clock.Advance(Timeout + JobLimits.TimeoutGrace);
        Assert.EndsWith("; and more", (await EndedAsync(late)).Error, StringComparison.Ordinal);
        _executor.End(late, Done);
    }

    [Fact]
    public async Task Shutdown_leaves_the_job_running_and_a_late_cancel_harmless()
    {
        var id = Admit().Id;
        var worker = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await _executor.BegunAsync(id);
        await _shutdown.CancelAsync();
        await Eventually.SoonAsync(worker);
        Assert.Equal(JobStatus.Running, _store.Find(id)!.Status);
        Assert.Equal(CancelAnswer.NotPossible, _jobs.Cancel(id).Answer);
    }

    [Fact]
    public async Task Progress_never_falls_and_one_hundred_is_for_the_end()
    {
        var id = await BeginAsync();
        var context = await _executor.BegunAsync(id);
        context.ReportProgress(60, JobPhase.Installing, "a", null, true);
        context.ReportProgress(40, JobPhase.Installing, null, null, false);
        Assert.Equal((60, "a", false), (_store.Find(id)!.Progress, _store.Find(id)!.CurrentPackage, _store.Find(id)!.Cancellable));
        context.ReportProgress(100, JobPhase.Installing, null, null, true);
        Assert.Equal(99, _store.Find(id)!.Progress);
    }

    [Fact]
    public async Task Warning_stands_among_warnings_and_in_the_log_without_control_characters()
    {
        var id = await BeginAsync();
        var context = await _executor.BegunAsync(id);
        context.Warn("bad\u001b[1m");
        Assert.Equal(["bad [1m"], _store.Find(id)!.Warnings);
        Assert.EndsWith(" warning: bad [1m", _store.Find(id)!.Logs[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Closing_ends_long_polls_and_admission()
    {
        _jobs.Close();
        Assert.True(_jobs.Closing.IsCancellationRequested);
        Assert.Equal("the agent is shutting down", _jobs.Frozen);
    }

    private JobService Service(int depth, string boot = "boot-1") =>
        new(_store, new JobServiceOptions(depth, Timeout, boot), _clock, TestLog.Of<JobService>());

    private Job Admit(JobService? jobs = null) =>
        (jobs ?? _jobs).Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid())).Job!;

    private async Task<Guid> BeginAsync()
    {
        var id = Admit().Id;
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await _executor.BegunAsync(id);
        return id;
    }

    private async Task<Job> EndedAsync(Guid id)
    {
        await Eventually.TrueAsync(() => _store.Find(id)!.IsTerminal, $"job {id} ends");
        return _store.Find(id)!;
    }
}
