using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>Stores in a real directory.</summary>
public sealed class JobStoreTests : IDisposable
{
    private static readonly JobHistory Long = new(500, TimeSpan.FromDays(30));
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);

    private string Journal => _directory.File("jobs/journal.log");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Job_is_in_the_file_before_add_returns_and_after_a_reopening()
    {
        var job = JobSamples.New();
        using (var store = Open())
        {
            store.Add(job);
            Assert.Equal(job.Id, Assert.Single(JournalContent.Parse(JobSamples.Line, ReadWhileOpen()).Jobs).Id);
        }
        using var again = Open();
        Assert.Equal(job.Id, Assert.Single(again.All()).Id);
    }

    [Fact]
    public void Change_of_state_is_on_disk_and_progress_is_not()
    {
        using var store = Open();
        var job = JobSamples.New();
        store.Add(job);
        store.Update(job.Id, j => j with { Status = JobStatus.Running }, persist: true);
        store.Update(job.Id, j => j with { Progress = 50 }, persist: false);

        var written = Assert.Single(JournalContent.Parse(JobSamples.Line, ReadWhileOpen()).Jobs);
        Assert.Equal((JobStatus.Running, 0), (written.Status, written.Progress));
        Assert.Equal(50, store.Find(job.Id)!.Progress);
    }

    [Fact]
    public void Journal_and_its_directory_are_for_root_alone()
    {
        using var store = Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Journal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_directory.File("jobs")));
    }

    [Fact]
    public void Torn_tail_is_cut_off_and_what_follows_it_is_readable()
    {
        var (first, second) = (JobSamples.New(), JobSamples.New());
        using (var store = Open())
        {
            store.Add(first);
        }
        File.AppendAllText(Journal, "0123456789abcdef {\"id\":\"half");
        using (var store = Open())
        {
            store.Add(second);
        }
        var (last, content) = JobStore.Open(JobSamples.Line, _directory.File("jobs"), Long, _clock);
        using (last)
        {
            Assert.Equal([first.Id, second.Id], content.Jobs.Select(j => j.Id));
            Assert.Empty(content.CorruptLines);
        }
    }

    [Fact]
    public void Corrupt_middle_is_quarantined_reported_once_and_kept_private()
    {
        var (first, second) = (JobSamples.New(), JobSamples.New());
        Directory.CreateDirectory(_directory.File("jobs"));
        File.WriteAllBytes(Journal, [.. JobSamples.Line.Format(first), .. "rubbish\n"u8, .. JobSamples.Line.Format(second)]);

        var (store, content) = JobStore.Open(JobSamples.Line, _directory.File("jobs"), Long, _clock);
        store.Dispose();
        Assert.Single(content.CorruptLines);
        Assert.Equal("rubbish\n", File.ReadAllText(Journal + ".corrupt"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Journal + ".corrupt"));

        var (again, clean) = JobStore.Open(JobSamples.Line, _directory.File("jobs"), Long, _clock);
        again.Dispose();
        Assert.Empty(clean.CorruptLines);
        Assert.Equal(2, clean.Jobs.Count);
    }

    [Fact]
    public void Deleted_job_does_not_come_back()
    {
        var job = JobSamples.New(JobStatus.Completed);
        using (var store = Open())
        {
            store.Add(job);
            Assert.True(store.TryDelete(job.Id));
            Assert.Null(store.Find(job.Id));
        }
        using var again = Open();
        Assert.Empty(again.All());
    }

    [Fact]
    public void Compaction_leaves_one_record_a_job_and_continues_in_the_new_file()
    {
        using var store = Open();
        var (kept, gone) = (JobSamples.New(), JobSamples.New(JobStatus.Completed));
        store.Add(kept);
        store.Add(gone);
        for (var i = 0; i < 5; i++)
        {
            store.Update(kept.Id, j => j with { Message = $"step {i}" }, persist: true);
        }
        Assert.True(store.TryDelete(gone.Id));
        File.Delete(Journal); // which makes it be written anew
        store.Update(kept.Id, j => j with { Message = "after" }, persist: true);
        Assert.Equal(2, Lines().Length);
        Assert.Equal("after", Assert.Single(JournalContent.Parse(JobSamples.Line, ReadWhileOpen()).Jobs).Message);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Journal));
    }

    [Fact]
    public void Finished_jobs_beyond_the_number_are_dropped_oldest_first_and_unfinished_ones_stay()
    {
        using var store = Open(new JobHistory(2, TimeSpan.FromDays(30)));
        var waiting = JobSamples.New(at: JobSamples.Start.AddDays(-2));
        var jobs = Enumerable.Range(0, 4).Select(i => JobSamples.New(JobStatus.Completed, at: JobSamples.Start.AddMinutes(i))).ToList();
        store.Add(waiting);
        jobs.ForEach(store.Add);
        Assert.Equal(new[] { waiting.Id, jobs[2].Id, jobs[3].Id }.Order(), store.All().Select(j => j.Id).Order());
    }

    [Fact]
    public void Job_beyond_the_number_whose_key_is_still_known_is_kept_for_the_key_alone()
    {
        var keyed = JobSamples.New(JobStatus.Completed) with
        {
            Idempotency = new IdempotencyTag("someone", "key", "digest"),
            Accepted = "{}",
            Logs = ["a", "b"],
            Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied)],
        };
        using (var store = Open(new JobHistory(1, TimeSpan.FromDays(30))))
        {
            store.Add(keyed);
            store.Add(JobSamples.New(JobStatus.Completed, at: JobSamples.Start.AddMinutes(1)));
            Check(store);
        }

        using var again = Open(new JobHistory(1, TimeSpan.FromDays(30)));
        Check(again);

        void Check(JobStore store)
        {
            Assert.Null(store.Find(keyed.Id));
            Assert.DoesNotContain(store.All(), j => j.Id == keyed.Id);
            var known = store.FindByKey("someone", "key", JobLimits.KeyKept)!;
            Assert.Equal(("{}", "digest", true), (known.Accepted, known.Idempotency!.Digest, known.IsKeyOnly));
        }
    }

    [Fact]
    public void Finished_job_beyond_the_age_is_dropped_and_one_at_it_stays()
    {
        var clock = new FakeTimeProvider(JobSamples.Start);
        using var store = JobStore.Open(JobSamples.Line, _directory.File("aged"), new JobHistory(500, TimeSpan.FromDays(1)), clock).Store;
        var (old, just, next) = (JobSamples.New(JobStatus.Failed), JobSamples.New(JobStatus.Failed), JobSamples.New());
        store.Add(old);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        store.Add(just);
        clock.Advance(TimeSpan.FromDays(1));
        store.Add(next);
        Assert.Equal([just.Id, next.Id], store.All().Select(j => j.Id));
    }

    [Fact]
    public async Task Waiter_returns_with_the_next_change()
    {
        using var store = Open();
        var job = JobSamples.New();
        store.Add(job);
        job = store.Find(job.Id)!;
        var wait = JobWait.ForChangeAsync(store, job, TimeSpan.FromSeconds(60), CancellationToken.None);
        Assert.False(wait.IsCompleted);
        store.Update(job.Id, j => j with { Progress = 7 }, persist: false);
        Assert.Equal(7, (await wait)!.Progress);
    }

    [Fact]
    public async Task Waiter_who_is_behind_is_answered_at_once()
    {
        using var store = Open();
        var job = JobSamples.New();
        store.Add(job);
        store.Update(job.Id, j => j with { Progress = 7 }, persist: false);
        Assert.Equal(7, (await JobWait.ForChangeAsync(store, job, TimeSpan.FromSeconds(60), CancellationToken.None))!.Progress);
    }

    [Fact]
    public async Task Waiter_gets_the_job_as_it_is_when_the_time_is_over()
    {
        using var store = Open();
        var job = JobSamples.New();
        store.Add(job);
        job = store.Find(job.Id)!;
        var wait = JobWait.ForChangeAsync(store, job, TimeSpan.FromSeconds(60), CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Same(job, await wait);
    }

    [Fact]
    public void Change_that_changes_nothing_writes_nothing()
    {
        using var store = Open();
        var job = JobSamples.New();
        store.Add(job);
        job = store.Find(job.Id)!;
        var length = new FileInfo(Journal).Length;
        Assert.Same(job, store.Update(job.Id, j => j, persist: true));
        Assert.Equal(length, new FileInfo(Journal).Length);
    }

    private JobStore Open(JobHistory? history = null) =>
        JobStore.Open(JobSamples.Line, _directory.File("jobs"), history ?? Long, _clock).Store;

    private byte[] ReadWhileOpen()
    {
        using var file = new FileStream(Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private string[] Lines() => System.Text.Encoding.UTF8.GetString(ReadWhileOpen()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
