using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs;

/// <summary>The journal's disk refuses: nothing is done and nothing is answered as done that a kill would undo.</summary>
public sealed class RecordBeforeEffectTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly BrokenDisk _disk;
    private readonly JobStore _store;
    private readonly ScriptedExecutor _executor = new();
    private readonly JobService _jobs;
    private readonly CancellationTokenSource _shutdown = new();

    public RecordBeforeEffectTests()
    {
        _disk = new BrokenDisk(_clock);
        _store = _disk.Open();
        _jobs = new JobService(_store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _clock, TestLog.Of<JobService>());
    }

    public void Dispose()
    {
        _shutdown.Cancel();
        _store.Dispose();
        _disk.Dispose();
        _shutdown.Dispose();
    }

    [Fact]
    public void Case58_A_cancel_that_is_not_on_the_disk_is_refused_and_the_job_waits_still()
    {
        var id = Admit();
        _disk.Break();
        Assert.Equal(CancelAnswer.StorageFailed, _jobs.Cancel(id).Answer);
        Assert.Equal(JobStatus.Pending, _store.Find(id)!.Status);
        Assert.NotNull(_store.StorageProblem);

        _disk.Repair();
        Assert.Equal(CancelAnswer.Cancelled, _jobs.Cancel(id).Answer);
        Assert.Equal(JobStatus.Cancelled, _disk.OnDisk(id).Status);
        Assert.Null(_store.StorageProblem);
    }

    [Fact]
    public void Case58_A_delete_that_is_not_on_the_disk_is_refused_and_the_job_is_there_still()
    {
        var done = JobSamples.New(JobStatus.Completed);
        _store.Add(done);
        _disk.Break();
        Assert.Equal(CancelAnswer.StorageFailed, _jobs.Cancel(done.Id).Answer);
        Assert.NotNull(_store.Find(done.Id));
        _disk.Repair();
        Assert.Equal(CancelAnswer.Deleted, _jobs.Cancel(done.Id).Answer);
        Assert.True(_disk.OnDisk(done.Id).Hidden);
        Assert.Null(_store.Find(done.Id));
    }

    [Fact]
    public async Task Case58_A_cancel_of_the_job_in_hand_that_is_not_on_the_disk_does_not_stop_it()
    {
        var id = Admit();
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        var context = await _executor.BegunAsync(id);
        _disk.Break();
        Assert.Equal(CancelAnswer.StorageFailed, _jobs.Cancel(id).Answer);
        Assert.Equal(StopReason.None, context.StopReason);
        _disk.Repair();
        Assert.Equal(CancelAnswer.Cancelling, _jobs.Cancel(id).Answer);
        Assert.Equal(StopReason.Cancelled, context.StopReason);
        Assert.True(_disk.OnDisk(id).CancelRequested);
    }

    [Fact]
    public async Task Case58_A_job_whose_beginning_is_not_on_the_disk_waits_says_why_and_begins_when_it_can()
    {
        var id = Admit();
        _disk.Break();
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _store.Find(id)!.Message.StartsWith("waiting: the job journal cannot be written", StringComparison.Ordinal), "the reason");
        Assert.False(_executor.HasBegun(id));
        Assert.Equal(JobStatus.Pending, _store.Find(id)!.Status);
        _disk.Repair();
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(JobLimits.StorageRetry);
                return _executor.HasBegun(id);
            },
            "the beginning");
        Assert.Equal(JobStatus.Running, _disk.OnDisk(id).Status);
    }

    [Fact]
    public void Case58_A_reboot_that_is_not_on_the_disk_is_not_reserved_and_admission_stays_open()
    {
        _disk.Break();
        var admission = _jobs.Reserve(
            new RebootRequest(0, false, null), JobSamples.Origin(Guid.NewGuid()), "a reboot is reserved", j => j with { Status = JobStatus.Rebooting });
        Assert.Equal(AdmissionRefusal.StorageFailed, admission.Refusal);
        Assert.Null(_jobs.Frozen);
        Assert.Empty(_store.All());
    }

    [Fact]
    public void Case58_A_reboot_and_its_reservation_are_one_record()
    {
        var admission = _jobs.Reserve(
            new RebootRequest(0, false, null), JobSamples.Origin(Guid.NewGuid()), "a reboot is reserved", j => j with { Status = JobStatus.Rebooting });
        Assert.Equal(JobStatus.Rebooting, _disk.OnDisk(admission.Job!.Id).Status);
    }

    [Fact]
    public async Task Case58_A_plan_that_is_not_on_the_disk_is_not_in_memory_either()
    {
        var id = Admit();
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        var context = await _executor.BegunAsync(id);
        _disk.Break();
        Assert.False(context.TryPlan([JobSamples.Upgrade("web")]));
        Assert.False(context.TryRestarts([new UnitRestart("web.service", RestartOutcome.Planned, null)]));
        Assert.False(context.TryEnter(JobPhase.Installing, "repairing"));
        var job = _store.Find(id)!;
        Assert.Equal((0, null, JobPhase.Resolving), (job.Changes.Count, job.Restarted, job.Phase));
        _disk.Repair();
        Assert.True(context.TryPlan([JobSamples.Upgrade("web")]));
        Assert.Equal("web", Assert.Single(_disk.OnDisk(id).Changes).Name);
    }

    [Fact]
    public void Case58_What_has_happened_already_is_kept_in_memory_and_written_when_the_disk_takes_it()
    {
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        _disk.Break();
        _store.Update(job.Id, j => JobTransitions.End(j, new JobEnd.Completed("done"), JobSamples.Start), persist: true);
        Assert.Equal(JobStatus.Completed, _store.Find(job.Id)!.Status);
        _disk.Repair();
        _clock.Advance(JobLimits.StorageRetry);
        Assert.Equal(JobStatus.Completed, _disk.OnDisk(job.Id).Status);
    }

    [Fact]
    public void Case60_The_first_answer_to_a_cancel_or_a_delete_is_in_the_record_of_what_was_done()
    {
        var tag = new IdempotencyTag("someone", "key", "digest");
        var id = Admit();
        _jobs.Cancel(id, (done, _) => new KeptAnswer(tag, 200, done.ToString(), _clock.GetUtcNow()));
        Assert.Equal(("Cancelled", JobStatus.Cancelled), (Assert.Single(_disk.OnDisk(id).Answers!).Data, _disk.OnDisk(id).Status));

        var other = tag with { Key = "other" };
        _jobs.Cancel(id, (done, _) => new KeptAnswer(other, 200, done.ToString(), _clock.GetUtcNow()));
        Assert.Null(_store.Find(id));
        _store.Dispose();
        using var next = _disk.Open();
        Assert.Null(next.Find(id));
        Assert.Equal(("Cancelled", "Deleted"), (next.FindAnswer("someone", "key", JobLimits.KeyKept)!.Data, next.FindAnswer("someone", "other", JobLimits.KeyKept)!.Data));
        _clock.Advance(JobLimits.KeyKept);
        Assert.Null(next.FindAnswer("someone", "other", JobLimits.KeyKept));
    }

    /// <summary>A repeat of a key whose answer is gone would be carried out: of a job that has ended meanwhile, it would delete it.</summary>
    [Fact]
    public void Case60_No_first_answer_goes_before_its_time_however_many_keys_come()
    {
        var job = JobSamples.New();
        for (var i = 0; i <= JobLimits.AnswersPerJob; i++)
        {
            job = job.Answered(new KeptAnswer(new IdempotencyTag("someone", $"key-{i}", "digest"), 200, "{}", JobSamples.Start));
        }

        // The one above the limit is not here, so that it goes into the file of first answers.
        Assert.Equal(JobLimits.AnswersPerJob, job.Answers!.Count);
        Assert.Equal("key-0", job.Answers[0].Tag.Key);
        Assert.DoesNotContain(job.Answers, a => a.Tag.Key == $"key-{JobLimits.AnswersPerJob}");
    }

    /// <summary>Who is told that something was taken back must hear that the disk still has it.</summary>
    [Fact]
    public void Case58_A_record_that_the_disk_lacks_is_known()
    {
        var job = JobSamples.New(JobStatus.Rebooting);
        _store.Add(job);
        Assert.False(_store.IsUnsaved(job.Id));
        _disk.Break();
        _store.Update(job.Id, j => j with { CancelRequested = true }, persist: true);
        Assert.True(_store.IsUnsaved(job.Id));
        _disk.Repair();
        _clock.Advance(JobLimits.StorageRetry);
        Assert.False(_store.IsUnsaved(job.Id));
    }

    [Fact]
    public void Case63_A_journal_that_was_removed_is_noticed_and_written_anew_whole()
    {
        var (first, second) = (JobSamples.New(JobStatus.Completed), JobSamples.New());
        _store.Add(first);
        _disk.Remove();
        _store.Add(second);
        Assert.Equal((JobStatus.Completed, JobStatus.Pending), (_disk.OnDisk(first.Id).Status, _disk.OnDisk(second.Id).Status));
        Assert.StartsWith("the job journal was removed, replaced or cut", _store.Replaced, StringComparison.Ordinal);
    }

    /// <summary>A rotation with copytruncate: the next record must not lie behind a hole of zeros.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Case63_A_journal_that_was_cut_while_the_agent_runs_is_written_anew_whole(int left)
    {
        var (first, second) = (JobSamples.New(JobStatus.Completed), JobSamples.New());
        _store.Add(first);
        _disk.Cut(left);
        _store.Add(second);
        Assert.Equal((JobStatus.Completed, JobStatus.Pending), (_disk.OnDisk(first.Id).Status, _disk.OnDisk(second.Id).Status));
        Assert.StartsWith("the job journal was removed, replaced or cut", _store.Replaced, StringComparison.Ordinal);
    }

    /// <summary>`rm -r` of the whole directory while the agent runs: memory still has everything.</summary>
    [Fact]
    public void Case63_A_directory_that_was_removed_is_made_anew_with_all_that_was_in_it()
    {
        var (first, second) = (JobSamples.New(JobStatus.Completed), JobSamples.New());
        _store.Add(first);
        _disk.RemoveAll();
        _store.Add(second);
        Assert.Equal((JobStatus.Completed, JobStatus.Pending), (_disk.OnDisk(first.Id).Status, _disk.OnDisk(second.Id).Status));
        Assert.StartsWith("the job journal was removed, replaced or cut", _store.Replaced, StringComparison.Ordinal);
        Assert.Null(_store.StorageProblem);
    }

    private Guid Admit() => _jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid())).Job!.Id;
}
