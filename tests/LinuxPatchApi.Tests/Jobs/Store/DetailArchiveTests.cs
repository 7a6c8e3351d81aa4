using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

public sealed class DetailArchiveTests : IDisposable
{
    /// <summary>Origin: then 10 000 jobs of the usual length need 10 MB for details.</summary>
    private const int DetailBytes = 1024;

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Case54_Details_of_ended_jobs_are_compressed_and_restored_completely_even_after_restart_and_compaction()
    {
        var jobs = Enumerable.Range(0, 300).Select(i => Ended(i, lines: 40)).ToList();
        using (var store = Open())
        {
            jobs.ForEach(store.Add);
            Check(store);
        }

        using var again = Open();
        Check(again);

        void Check(JobStore store)
        {
            Assert.InRange(store.DetailBytes, 1, jobs.Count * DetailBytes);
            Assert.All(store.All(), j => Assert.Equal((0, 0, true), (j.Logs.Count, j.Changes.Count, j.HasApplied)));
            foreach (var job in jobs)
            {
                var found = store.Find(job.Id)!;
                Assert.Equal(job.Logs, found.Logs);
                Assert.Equal(job.Changes, found.Changes);
                Assert.Equal((job.Warnings[0], job.Packages[0], job.Automatic[0], job.Restarted![0]),
                    (found.Warnings[0], found.Packages[0], found.Automatic[0], found.Restarted![0]));
            }
        }
    }

    [Fact]
    public void Case54_A_change_of_an_ended_job_keeps_its_details_on_the_disk()
    {
        var job = Ended(1, lines: 3);
        using (var store = Open())
        {
            store.Add(job);
            Assert.True(store.TryUpdate(job.Id, j => j with { Retryable = true }));
        }

        using var again = Open();
        Assert.Equal((3, 1, true), (again.Find(job.Id)!.Logs.Count, again.Find(job.Id)!.Changes.Count, again.Find(job.Id)!.Retryable));
    }

    [Fact]
    public void Case54_What_leaves_the_history_leaves_the_archive()
    {
        using var store = JobStore.Open(JobSamples.Line, _directory.File("few"), new JobHistory(2, TimeSpan.FromDays(30)), _clock).Store;
        for (var i = 0; i < 5; i++)
        {
            store.Add(Ended(i, lines: 3));
        }

        var bytes = store.DetailBytes;
        Assert.True(store.TryDelete(store.All()[0].Id));
        Assert.InRange(store.DetailBytes, 1, bytes - 1);
        Assert.True(store.TryDelete(store.All()[0].Id));
        Assert.Equal(0, store.DetailBytes);
    }

    [Fact]
    public void Case54_A_running_job_is_not_compressed()
    {
        using var store = Open();
        var job = Ended(1, lines: 3) with { Status = JobStatus.Running };
        store.Add(job);
        Assert.Equal(0, store.DetailBytes);
        Assert.Equal(3, store.All()[0].Logs.Count);
    }

    /// <summary>However long the history is, a journal is rewritten only when half of it is garbage.</summary>
    [Fact]
    public void Case54_A_journal_is_compacted_by_its_share_of_garbage()
    {
        var journal = _directory.File("jobs/journal.log");
        using var store = Open();
        while (!File.Exists(journal) || new FileInfo(journal).Length < JobLimits.JournalCompactBytes + (1 << 20))
        {
            store.Add(Ended(0, lines: JobLimits.LogLines, length: JobLimits.LogLineLength));
        }

        store.Dispose();
        using var next = Open();
        var live = new FileInfo(journal).Length;
        for (var i = 0; i < 20; i++)
        {
            var before = new FileInfo(journal).Length;
            next.Add(Ended(i, lines: 1));
            Assert.InRange(new FileInfo(journal).Length - before, 1, 4096); // Appended, not rewritten.
        }

        var some = next.All()[0].Id;
        var most = 0L;
        for (var i = 0; i < 40 && new FileInfo(journal).Length >= most; i++)
        {
            most = new FileInfo(journal).Length;
            next.TryUpdate(some, j => j with { RollbackJobId = Guid.NewGuid() });
            next.Add(Ended(i, lines: 1));
        }

        Assert.InRange(most, (2 * live) - (1 << 20), (2 * live) + (2 << 20));
        Assert.InRange(new FileInfo(journal).Length, live, live + (1 << 20));
    }

    private JobStore Open() =>
        JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;

    private static Job Ended(int seed, int lines, int length = 60) => JobSamples.New(JobStatus.Completed) with
    {
        Logs = [.. Enumerable.Range(0, lines).Select(i => $"2026-03-01T12:00:00.{seed:000}Z installing package{i} ".PadRight(length, 'x'))],
        Changes = [JobSamples.Upgrade($"web{seed}", ChangeOutcome.Applied)],
        Warnings = [$"warning {seed}"],
        Packages = [$"web{seed}"],
        Automatic = [$"lib{seed}"],
        Restarted = [new UnitRestart("web.service", RestartOutcome.Restarted, null)],
    };
}
