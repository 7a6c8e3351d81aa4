using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>A job names the one that undoes it from the moment that one is admitted.</summary>
public sealed class UndoneByTests : IDisposable
{
    private readonly BrokenDisk _disk = new(new FakeTimeProvider(JobSamples.Start));

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Case60_Kill_right_after_the_admission_of_a_rollback_loses_nothing_of_it()
    {
        var done = JobSamples.New(JobStatus.Completed);
        Job undoing;
        using (var store = _disk.Open())
        {
            store.Add(done);
            undoing = Undoing(done);
            store.Add(undoing);
            Assert.Equal(undoing.Id, store.Find(done.Id)!.RollbackJobId);
        }

        using var next = _disk.Open();
        Assert.Equal((undoing.Id, done.Id), (next.Find(done.Id)!.RollbackJobId, next.Find(undoing.Id)!.OriginalJobId));
    }

    [Fact]
    public void Newest_counts_and_a_deleted_one_does_not()
    {
        var done = JobSamples.New(JobStatus.Completed);
        var (first, second) = (Undoing(done), Undoing(done));
        using (var store = _disk.Open())
        {
            store.Add(done);
            store.Add(first);
            store.Add(second);
            Assert.Equal(second.Id, store.Find(done.Id)!.RollbackJobId);
            Assert.True(store.TryDelete(second.Id));
            Assert.Equal(first.Id, store.Find(done.Id)!.RollbackJobId);
        }

        using (var store = _disk.Open())
        {
            Assert.Equal(first.Id, store.Find(done.Id)!.RollbackJobId);
            Assert.True(store.TryDelete(first.Id));
            Assert.Null(store.Find(done.Id)!.RollbackJobId);
        }

        using var last = _disk.Open();
        Assert.Null(last.Find(done.Id)!.RollbackJobId);
    }

    private static Job Undoing(Job done) => JobSamples.New(JobStatus.Failed, JobOperation.Rollback) with
    {
        Request = new RollbackRequest(done.Id, [JobSamples.Upgrade("web")], false),
    };
}
