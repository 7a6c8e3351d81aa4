using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Queue;

/// <summary>The journal's disk refuses writes: nothing is done, and nothing is answered as done, that a kill would undo.</summary>
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
    public async Task Case58_A_cancel_that_is_not_on_disk_does_not_stop_the_running_job()
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
        await Eventually.TrueAsync(
            () => _store.Find(id)!.Message.StartsWith("waiting: the job journal cannot be written", StringComparison.Ordinal),
            "the reason");
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
            new RebootRequest(0, false, null), JobSamples.Origin(Guid.NewGuid()), "a reboot is reserved",
            j => j with { Status = JobStatus.Rebooting });
        Assert.Equal(AdmissionRefusal.StorageFailed, admission.Refusal);
        Assert.Null(_jobs.Frozen);
        Assert.Empty(_store.All());
    }

    [Fact]
    public void Case58_A_reboot_and_its_reservation_are_one_record()
    {
        var admission = _jobs.Reserve(
            new RebootRequest(0, false, null), JobSamples.Origin(Guid.NewGuid()), "a reboot is reserved",
            j => j with { Status = JobStatus.Rebooting });
        Assert.Equal(JobStatus.Rebooting, _disk.OnDisk(admission.Job!.Id).Status);
    }

    [Fact]
    public async Task Case58_A_plan_that_is_not_on_the_disk_is_not_in_memory_either()
    {
        var id = Admit();
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        var context = await _executor.BegunAsync(id);
        _disk.Break();
        Assert.False(context.TryRecordPlan([JobSamples.Upgrade("web")]));
        Assert.False(context.TryRecordRestarts([new UnitRestart("web.service", RestartOutcome.Planned, null)]));
        Assert.False(context.TryEnter(JobPhase.Installing, "repairing"));
        var job = _store.Find(id)!;
        Assert.Equal((0, null, JobPhase.Resolving), (job.Changes.Count, job.Restarted, job.Phase));
        _disk.Repair();
        Assert.True(context.TryRecordPlan([JobSamples.Upgrade("web")]));
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
        Assert.Equal(("Cancelled", "Deleted"),
            (next.FindAnswer("someone", "key", JobLimits.KeyKept)!.Data, next.FindAnswer("someone", "other", JobLimits.KeyKept)!.Data));
        _clock.Advance(JobLimits.KeyKept);
        Assert.Null(next.FindAnswer("someone", "other", JobLimits.KeyKept));
    }

    /// <summary>A deletion happens once: its answer is stored with it, even above the limit.</summary>
    [Fact]
    public void Case60_No_first_answer_goes_before_its_time_however_many_keys_come()
    {
        var job = JobSamples.New(JobStatus.Completed);
        for (var i = 0; i < JobLimits.AnswersPerJob; i++)
        {
            Assert.False(job.IsFullOfAnswers);
            job = job.Answered(new KeptAnswer(new IdempotencyTag("someone", $"key-{i}", "digest"), 200, "{}", JobSamples.Start));
        }

        Assert.True(job.IsFullOfAnswers);
        _store.Add(job);
        var deletion = new IdempotencyTag("someone", "deletion", "digest");
        Assert.Equal(
            CancelAnswer.Deleted,
            _jobs.Cancel(job.Id, (done, _) => new KeptAnswer(deletion, 200, done.ToString(), JobSamples.Start)).Answer);
        _store.Dispose();
        using var next = _disk.Open();
        Assert.NotNull(next.FindAnswer("someone", "key-0", JobLimits.KeyKept));
        Assert.Equal("Deleted", next.FindAnswer("someone", "deletion", JobLimits.KeyKept)?.Data);
    }

    /// <summary>Whoever reads that a change was withdrawn must learn that the disk still has it.</summary>
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
    public void Case63_A_journal_that_was_removed_is_noticed_and_rewritten_completely()
    {
        var (first, second) = (JobSamples.New(JobStatus.Completed), JobSamples.New());
        _store.Add(first);
        _disk.Remove();
        _store.Add(second);
        Assert.Equal((JobStatus.Completed, JobStatus.Pending), (_disk.OnDisk(first.Id).Status, _disk.OnDisk(second.Id).Status));
        Assert.StartsWith("the job journal was removed, replaced or cut", _store.Replaced, StringComparison.Ordinal);
    }

    /// <summary>A rotation with copytruncate: the next record must not follow a hole of zeros.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Case63_A_journal_that_was_truncated_while_the_agent_runs_is_rewritten_completely(int left)
    {
        var (first, second) = (JobSamples.New(JobStatus.Completed), JobSamples.New());
        _store.Add(first);
        _disk.Cut(left);
        _store.Add(second);
        Assert.Equal((JobStatus.Completed, JobStatus.Pending), (_disk.OnDisk(first.Id).Status, _disk.OnDisk(second.Id).Status));
        Assert.StartsWith("the job journal was removed, replaced or cut", _store.Replaced, StringComparison.Ordinal);
    }

    [Fact]
    public void Case63_A_second_file_in_the_journals_place_destroys_not_the_first()
    {
        for (var i = 0; i < JobLimits.ReplacedJournals; i++)
        {
            _disk.Replace($"restored {i}");
            _store.Add(JobSamples.New());
            Assert.Contains("; what lay there is kept as ", _store.Replaced, StringComparison.Ordinal);
            Assert.EndsWith(i == 0 ? "journal.log.replaced" : $"journal.log.replaced.{i}", _store.Replaced, StringComparison.Ordinal);
        }

        Assert.Equal(Enumerable.Range(0, JobLimits.ReplacedJournals).Select(i => $"restored {i}"), _disk.Replaced);
        _disk.Replace("one too many");
        _store.Add(JobSamples.New());
        Assert.EndsWith("in the place of an earlier one, which is lost: there are 8 of them", _store.Replaced, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(0, JobLimits.ReplacedJournals - 1).Select(i => $"restored {i}").Append("one too many"), _disk.Replaced);
    }

    /// <summary>A rotation that empties the file, day by day.</summary>
    [Fact]
    public void Case63_An_empty_file_in_the_journals_place_is_not_kept()
    {
        _store.Add(JobSamples.New());
        _disk.Cut(0);
        _store.Add(JobSamples.New());
        Assert.Empty(_disk.Replaced);
        Assert.EndsWith("Z", _store.Replaced, StringComparison.Ordinal);
    }

    /// <summary>`rm -r` of the whole directory while the agent runs: memory still has everything.</summary>
    [Fact]
    public void Case63_A_directory_that_was_removed_is_restored_with_its_content()
    {
        var (first, second) = (JobSamples.New(JobStatus.Completed), JobSamples.New());
        _store.Add(first);
        _disk.RemoveAll();
        _store.Add(second);
        Assert.Equal((JobStatus.Completed, JobStatus.Pending), (_disk.OnDisk(first.Id).Status, _disk.OnDisk(second.Id).Status));
        Assert.StartsWith("the job journal was removed, replaced or cut", _store.Replaced, StringComparison.Ordinal);
        Assert.Null(_store.StorageProblem);
    }

    /// <summary>One waiting job, and nothing that would be written.</summary>
    [Fact]
    public void Case63_A_journal_that_was_removed_is_reported_and_rewritten_without_any_write()
    {
        var id = Admit();
        _disk.Remove();
        Assert.Contains("is rewritten from memory within 10 seconds", _store.Notice, StringComparison.Ordinal);
        _clock.Advance(JobLimits.JournalCheckInterval);
        Assert.Equal(JobStatus.Pending, _disk.OnDisk(id).Status);
        Assert.StartsWith("the job journal was removed, replaced or cut while the agent ran", _store.Notice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Case63_A_journal_that_was_removed_is_rewritten_at_the_end_of_the_agent(bool withDirectory)
    {
        var id = Admit();
        if (withDirectory)
        {
            _disk.RemoveAll();
        }
        else
        {
            _disk.Remove();
        }

        _store.Dispose();
        using var next = _disk.Open();
        Assert.Equal(JobStatus.Pending, next.Find(id)?.Status);
    }

    [Fact]
    public void Case58_What_the_disk_refused_is_tried_once_more_at_the_end_of_the_agent()
    {
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        _disk.Break();
        _store.Update(job.Id, j => JobTransitions.End(j, new JobEnd.Completed("done"), JobSamples.Start), persist: true);
        _disk.Repair();
        _store.Dispose();
        Assert.Equal(JobStatus.Completed, _disk.OnDisk(job.Id).Status);
    }

    /// <summary>The job's record is full of answers: the agent is killed, the job has ended, and the client repeats its cancel.</summary>
    [Fact]
    public async Task Case60_The_first_answer_to_a_cancel_is_on_disk_however_many_came_before()
    {
        var id = Admit();
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await _executor.BegunAsync(id);
        for (var i = 0; i <= JobLimits.AnswersPerJob; i++)
        {
            var tag = new IdempotencyTag("someone", $"key-{i}", "digest");
            Assert.Equal(
                CancelAnswer.Cancelling,
                _jobs.Cancel(id, (done, _) => new KeptAnswer(tag, 200, done.ToString(), _clock.GetUtcNow())).Answer);
        }

        Assert.Equal(JobLimits.AnswersPerJob, _store.Find(id)!.Answers!.Count);
        Assert.Single(_store.All());
        _store.Dispose();
        using (var next = _disk.Open())
        {
            for (var i = 0; i <= JobLimits.AnswersPerJob; i++)
            {
                Assert.Equal("Cancelling", next.FindAnswer("someone", $"key-{i}", JobLimits.KeyKept)?.Data);
            }

            Assert.Single(next.All());
            _clock.Advance(JobLimits.KeyKept);
            next.Add(JobSamples.New());
            Assert.Null(next.FindAnswer("someone", $"key-{JobLimits.AnswersPerJob}", JobLimits.KeyKept));
        }
    }

    private Guid Admit() => _jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid())).Job!.Id;
}
