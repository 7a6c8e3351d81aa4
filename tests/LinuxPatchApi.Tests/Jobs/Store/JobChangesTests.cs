using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>The list of changes that a client continues from where it stopped.</summary>
public sealed class JobChangesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void First_visit_gets_everything_and_the_next_one_only_what_changed()
    {
        using var store = Open();
        var (one, two) = (Add(store), Add(store));
        var first = store.ChangesAfter(0);
        Assert.True(first.IsReset);
        Assert.Equal([one, two], first.Jobs.Select(j => j.Id));
        Assert.Empty(store.ChangesAfter(first.Next).Jobs);
        store.Update(one, j => j with { Status = JobStatus.Running }, persist: true);
        var second = store.ChangesAfter(first.Next);
        Assert.False(second.IsReset);
        Assert.Equal([one], second.Jobs.Select(j => j.Id));
        Assert.True(second.Next > first.Next);
    }

    [Fact]
    public void Earliest_change_comes_first()
    {
        using var store = Open();
        var (one, two) = (Add(store), Add(store));
        var seen = store.ChangesAfter(null).Next;
        store.Update(two, j => j with { Status = JobStatus.Running }, persist: true);
        store.Update(one, j => j with { Message = "m" }, persist: false);
        Assert.Equal([two, one], store.ChangesAfter(seen).Jobs.Select(j => j.Id));
    }

    [Fact]
    public void Number_stays_valid_over_a_restart_and_never_repeats()
    {
        long seen;
        Guid id;
        using (var store = Open())
        {
            id = Add(store);
            seen = store.ChangesAfter(0).Next;
            store.Update(id, j => j with { Progress = 5 }, persist: false);
        }

        _clock.SetUtcNow(JobSamples.Start + TimeSpan.FromHours(1));
        using var again = Open();
        var changes = again.ChangesAfter(seen);
        Assert.False(changes.IsReset);
        Assert.True(changes.Next > seen + 1);
        again.Update(id, j => j with { Status = JobStatus.Running }, persist: true);
        Assert.Equal([id], again.ChangesAfter(changes.Next).Jobs.Select(j => j.Id));
    }

    [Fact]
    public void Deleted_job_is_named_and_after_a_restart_an_older_number_gets_everything()
    {
        long seen;
        Guid kept;
        using (var store = Open())
        {
            (kept, var gone) = (Add(store), Add(store));
            seen = store.ChangesAfter(0).Next;
            Assert.True(store.TryDelete(gone));
            var changes = store.ChangesAfter(seen);
            Assert.Equal((false, gone), (changes.IsReset, Assert.Single(changes.Removed)));
            Assert.Empty(changes.Jobs);
            Assert.Empty(store.ChangesAfter(changes.Next).Removed);
        }

        using var again = Open();
        Assert.Equal((true, kept), (again.ChangesAfter(seen).IsReset, Assert.Single(again.ChangesAfter(seen).Jobs).Id));
    }

    [Fact]
    public void Number_older_than_the_remembered_removals_gets_everything()
    {
        using var store = Open();
        var seen = store.ChangesAfter(0).Next;
        for (var i = 0; i < JobLimits.RemovedJobs; i++)
        {
            Assert.True(store.TryDelete(Add(store)));
        }

        Assert.False(store.ChangesAfter(seen).IsReset);
        Assert.Equal(JobLimits.RemovedJobs, store.ChangesAfter(seen).Removed.Count);
        Assert.True(store.TryDelete(Add(store)));
        Assert.True(store.ChangesAfter(seen).IsReset);
    }

    [Fact]
    public void Number_of_another_history_gets_everything()
    {
        using var store = Open();
        var id = Add(store);
        var ahead = store.ChangesAfter(store.ChangesAfter(null).Next + 1);
        Assert.Equal((true, id), (ahead.IsReset, Assert.Single(ahead.Jobs).Id));
    }

    [Fact]
    public void Job_that_left_the_bounded_history_is_named()
    {
        using var store = Open(jobs: 1);
        var old = End(store, Add(store));
        var seen = store.ChangesAfter(0).Next;
        var newer = End(store, Add(store));
        var last = Add(store);
        var changes = store.ChangesAfter(seen);
        Assert.Equal(old, Assert.Single(changes.Removed));
        Assert.Equal([newer, last], changes.Jobs.Select(j => j.Id));
    }

    private static Guid Add(JobStore store)
    {
        var job = JobSamples.New();
        store.Add(job);
        return job.Id;
    }

    private static Guid End(JobStore store, Guid id)
    {
        store.Update(id, j => j with { Status = JobStatus.Completed, CompletedAt = JobSamples.Start }, persist: true);
        return id;
    }

    private JobStore Open(int jobs = 500) => JobStore.Open(
        JobSamples.Line, _directory.File("jobs"), new JobHistory(jobs, TimeSpan.FromDays(30)), _clock).Store;
}
