using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>The size limits of a record, and the transaction that it names.</summary>
public sealed class RecordBoundsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly JobStore _store;

    private static JobRequest Named => JobSamples.Everything with { Packages = [] };

    public RecordBoundsTests() =>
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(5, TimeSpan.FromDays(30)), _clock).Store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Case37_First_answers_in_one_job_are_bounded_and_the_oldest_stay()
    {
        var job = JobSamples.New(JobStatus.Running);
        for (var i = 0; i < 10_000 && !job.IsFullOfAnswers; i++)
        {
            job = job.Answered(new KeptAnswer(
                new IdempotencyTag("a", $"key-{i}", new string('d', 64), "operator"), 200, new string('x', 200), _clock.GetUtcNow()));
        }

        Assert.True(JobSamples.Line.Format(job).Length < 256 * 1024, $"{JobSamples.Line.Format(job).Length} bytes");
        Assert.Equal("key-0", job.Answers![0].Tag.Key);
        Assert.Equal(JobLimits.AnswersPerJob, job.Answers!.Count);
    }

    /// <summary>A queue drains for hours without any admission, and each record repeats the whole request.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Case54_Journal_is_compacted_by_whatever_is_written(bool isFact)
    {
        var job = JobSamples.New() with { Request = Named, Packages = [new string('x', 1024 * 1024)] };
        _store.Add(job);
        var journal = new FileInfo(_directory.File("jobs/journal.log"));
        for (var i = 0; i < 40; i++)
        {
            var message = $"step {i}";
            if (isFact)
            {
                _store.Update(job.Id, j => j with { Message = message }, persist: true);
            }
            else
            {
                Assert.True(_store.TryUpdate(job.Id, j => j with { Message = message }));
            }

            journal.Refresh();
            Assert.True(journal.Length <= JobLimits.JournalCompactBytes, $"{journal.Length} bytes after {i} writes");
        }

        using var again = JobStore.Open(
            JobSamples.Line, _directory.File("jobs"), new JobHistory(5, TimeSpan.FromDays(30)), _clock).Store;
        Assert.Equal("step 39", again.Find(job.Id)!.Message);
    }

    /// <summary>The weights of jobs are those of memory; the journal must not need three times as much.</summary>
    [Theory]
    [InlineData("<")]
    [InlineData("&")]
    [InlineData("\u00e4")]
    [InlineData("\"")]
    [InlineData("\\")]
    public void Case37_Record_needs_no_more_bytes_on_disk_than_in_memory(string character)
    {
        var job = JobSamples.New() with { Request = Named, Packages = [string.Concat(Enumerable.Repeat(character, 100_000))] };
        Assert.InRange(JobSamples.Line.Format(job).Length, 100_000, JobWeight.Of(job));
        Assert.Equal(job.Packages, JobSamples.Line.Parse(JobSamples.Line.Format(job).AsSpan()[..^1])!.Packages);
    }

    /// <summary>A script may print control characters, each of which needs six bytes in the record.</summary>
    [Fact]
    public void Record_above_its_limit_is_written_without_its_log_lines()
    {
        var job = JobSamples.New(JobStatus.Running) with { Logs = ["", "the newest"] };
        var others = JobSamples.Line.Format(job).Length - 18;
        var most = job with { Logs = [new string('x', JobLimits.JournalLineBytes - others), "the newest"] };
        Assert.Equal(2, JobSamples.Line.Parse(JobSamples.Line.Format(most).AsSpan()[..^1])!.Logs.Count);
        var tooMuch = most with { Logs = ["x" + most.Logs[0], "the newest"] };
        var kept = JobSamples.Line.Parse(JobSamples.Line.Format(tooMuch).AsSpan()[..^1])!;
        Assert.Equal(["the log lines are not kept: with them the record of this job is too large"], kept.Logs);
        Assert.Equal((job.Id, job.Status), (kept.Id, kept.Status));
    }

    /// <summary>PackageKit's and logind's texts: five hundred such jobs made a journal that the next start refuses.</summary>
    [Fact]
    public void Case37_A_text_of_another_program_is_short_and_clean_in_every_member_of_a_job()
    {
        var job = JobSamples.New(JobStatus.Running);
        var text = new string('\u0001', 50_000) + "\ud83d\ude00";
        _store.Add(job);
        var context = new JobContext(_store, job.Id, _clock);
        context.RecordChanges([JobSamples.Upgrade("web") with { Reason = text }]);
        context.RecordRestarts([new UnitRestart("a.service", RestartOutcome.Skipped, text)]);
        context.End(new JobEnd.Failed(JobErrorCode.PackageManagerError, text, Retryable: false));
        var ended = _store.Find(job.Id)!;
        foreach (var (shown, most) in ((string?, int)[])[(ended.Message, JobLimits.MessageLength), (ended.Error, JobLimits.MessageLength),
            (ended.Changes[0].Reason, JobLimits.LogLineLength), (ended.Restarted![0].Reason, JobLimits.LogLineLength)])
        {
            Assert.Equal(new string(' ', most) + "…", shown);
        }

        Assert.True(JobSamples.Line.Format(ended).Length < JobWeight.Of(ended));
        var bare = ended with { Message = "", Error = null, Restarted = null };
        Assert.InRange(JobWeight.Of(ended) - JobWeight.Of(bare), 4 * JobLimits.MessageLength, 8 * JobLimits.MessageLength);
        Assert.Equal(("", null), (ended.KeyOnly().Message, ended.KeyOnly().Error));
    }

    [Fact]
    public void Case37_No_record_is_larger_than_its_limit()
    {
        var job = JobSamples.New(JobStatus.Completed) with
        {
            Message = "done",
            Changes = [.. Enumerable.Range(0, 6_000).Select(i => JobSamples.Upgrade($"p{i}") with { Reason = new string('r', 1_000) })],
        };
        var kept = Written(job);
        Assert.Equal((6_000, null), (kept.Changes.Count, kept.Changes[0].Reason));
        kept = Written(job with { Packages = [.. Enumerable.Repeat(new string('n', 1_000), 5_000)] });
        Assert.Equal(("done", JobStatus.Completed, 0, 0), (kept.Message, kept.Status, kept.Changes.Count, kept.Packages.Count));
        Assert.Single(kept.Warnings);
        Assert.False(kept.Hidden);

        static Job Written(Job job)
        {
            var line = JobSamples.Line.Format(job);
            Assert.InRange(line.Length, 1, JobLimits.JournalLineBytes + 18);
            return JobSamples.Line.Parse(line.AsSpan()[..^1])!;
        }
    }

    /// <summary>
    /// The agent may be killed between a second plan and the record of its transaction: it must not then look for the first one.
    /// </summary>
    [Fact]
    public void Case56_New_plan_forgets_the_transaction_of_the_previous_one()
    {
        var job = JobSamples.New();
        _store.Add(job);
        var context = new JobContext(_store, new RunningJob(job.Id, TimeSpan.FromHours(1), _clock), host: null, _clock);
        Assert.True(context.TryRecordPlan([JobSamples.Upgrade("web")]));
        context.RecordTransaction(new TransactionHandle("/1_a"));
        Assert.Equal(new TransactionHandle("/1_a"), _store.Find(job.Id)!.Transaction);
        Assert.True(context.TryRecordPlan([JobSamples.Upgrade("web")]));
        Assert.Null(_store.Find(job.Id)!.Transaction);
    }

    [Fact]
    public void Deleted_jobs_whose_keys_are_remembered_take_no_place_in_the_history()
    {
        var kept = Ended(null);
        _store.Add(kept);
        for (var i = 0; i < 10; i++)
        {
            var keyed = Ended(new IdempotencyTag("a", $"key-{i}", "d", "operator"));
            _store.Add(keyed);
            Assert.True(_store.TryDelete(keyed.Id));
        }

        Assert.NotNull(_store.Find(kept.Id));
    }

    private static Job Ended(IdempotencyTag? tag) =>
        JobSamples.New(
            JobStatus.Completed) with
        { CompletedAt = JobSamples.Start, Idempotency = tag, Accepted = tag is null ? null : "{}" };
}
