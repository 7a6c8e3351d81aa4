using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>
/// The journal's directory cannot be written or read: the agent starts nevertheless, reports it, and catches up when it can.
/// </summary>
public sealed class StorageTroubleTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);

    private string Folder => _directory.File("jobs");

    private string Journal => _directory.File("jobs/journal.log");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Directory_that_cannot_be_written_is_reported_and_refuses_jobs_until_it_can()
    {
        File.WriteAllText(Folder, "a file where the directory is to be");
        using var store = Open();
        Assert.StartsWith("the job journal cannot be written: ", store.StorageProblem, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => store.Add(JobSamples.New()));
        Assert.Empty(store.All());

        File.Delete(Folder);
        var job = JobSamples.New();
        store.Add(job);
        Assert.Null(store.StorageProblem);
        Assert.Equal(job.Id, Assert.Single(JournalContent.Parse(JobSamples.Line, Read()).Jobs).Id);
    }

    [Fact]
    public void Problem_goes_by_itself_when_the_place_can_be_written_again()
    {
        File.WriteAllText(Folder, "a file where the directory is to be");
        using var store = Open();
        _clock.Advance(JobLimits.StorageRetry);
        Assert.NotNull(store.StorageProblem);
        File.Delete(Folder);
        _clock.Advance(JobLimits.StorageRetry);
        Assert.Null(store.StorageProblem);
    }

    [Fact]
    public void Journal_that_cannot_be_read_is_never_written_over()
    {
        Directory.CreateDirectory(Journal); // reading it fails as reading from a broken disk does
        using var store = Open();
        Assert.StartsWith("the job journal cannot be read: ", store.StorageProblem, StringComparison.Ordinal);
        Directory.Delete(Journal);
        var refused = Assert.ThrowsAny<IOException>(() => store.Add(JobSamples.New()));
        Assert.Contains("restart of the agent", refused.Message, StringComparison.Ordinal);
        _clock.Advance(JobLimits.StorageRetry);
        Assert.False(File.Exists(Journal));
    }

    [Fact]
    public void Corrupt_lines_that_cannot_be_quarantined_stay_in_the_journal()
    {
        Directory.CreateDirectory(Folder);
        var job = JobSamples.New();
        File.WriteAllBytes(Journal, [.. "rubbish\n"u8, .. JobSamples.Line.Format(job), .. "torn"u8]);
        var before = File.ReadAllBytes(Journal);
        Directory.CreateDirectory(Journal + ".corrupt");
        using (var store = Open())
        {
            Assert.NotNull(store.StorageProblem);
            Assert.Equal(job.Id, Assert.Single(store.All()).Id);
            Assert.Equal(before, Read());

            Directory.Delete(Journal + ".corrupt");
            store.Add(JobSamples.New());
        }

        Assert.Equal("rubbish\n", File.ReadAllText(Journal + ".corrupt"));
        Assert.Equal(2, JournalContent.Parse(JobSamples.Line, Read()).Jobs.Count);
    }

    /// <summary>Whatever the file contains, the agent must start within the memory limit of its unit.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Case62_File_larger_than_any_journal_is_reported_and_left_alone(int more, bool isTooLarge)
    {
        Directory.CreateDirectory(Folder);
        using (var file = File.Create(Journal))
        {
            file.SetLength(JobLimits.JournalFileBytes + more);
        }

        using var store = Open();
        Assert.Equal(isTooLarge, store.StorageProblem?.Contains("more than any journal of this agent", StringComparison.Ordinal) == true);
        Assert.Equal(isTooLarge, new FileInfo(Journal).Length > JobLimits.JournalFileBytes);
    }

    [Fact]
    public void End_of_a_job_that_the_disk_refused_is_written_when_it_can_be()
    {
        Directory.CreateDirectory(Folder);
        var job = JobSamples.New(JobStatus.Running);
        File.WriteAllBytes(Journal, [.. "rubbish\n"u8, .. JobSamples.Line.Format(job)]);
        Directory.CreateDirectory(Journal + ".corrupt"); // nothing is written before the rubbish is safe
        using var store = Open();
        store.Update(job.Id, j => JobTransitions.End(j, new JobEnd.Completed("done"), JobSamples.Start), persist: true);
        Assert.Equal(JobStatus.Completed, store.Find(job.Id)!.Status);
        Assert.NotNull(store.StorageProblem);
        Assert.Equal(JobStatus.Running, Assert.Single(JournalContent.Parse(JobSamples.Line, Read()).Jobs).Status);

        Directory.Delete(Journal + ".corrupt");
        _clock.Advance(JobLimits.StorageRetry);
        Assert.Null(store.StorageProblem);
        Assert.Equal(JobStatus.Completed, Assert.Single(JournalContent.Parse(JobSamples.Line, Read()).Jobs).Status);
    }

    [Fact]
    public void What_the_disk_refused_follows_the_next_write_that_it_takes()
    {
        Directory.CreateDirectory(Folder);
        var job = JobSamples.New(JobStatus.Running);
        File.WriteAllBytes(Journal, [.. "rubbish\n"u8, .. JobSamples.Line.Format(job)]);
        Directory.CreateDirectory(Journal + ".corrupt");
        using var store = Open();
        store.Update(job.Id, j => j with { Message = "unheard" }, persist: true);
        Directory.Delete(Journal + ".corrupt");
        store.Add(JobSamples.New());
        Assert.Equal("unheard", JournalContent.Parse(JobSamples.Line, Read()).Jobs.Single(j => j.Id == job.Id).Message);
    }

    [Fact]
    public void Retry_after_the_end_of_the_agent_does_nothing()
    {
        File.WriteAllText(Folder, "in the way");
        Open().Dispose();
        File.Delete(Folder);
        _clock.Advance(JobLimits.StorageRetry);
        Assert.False(Directory.Exists(Folder));
    }

    private JobStore Open() => JobStore.Open(JobSamples.Line, Folder, new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;

    private byte[] Read()
    {
        using var file = new FileStream(Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
