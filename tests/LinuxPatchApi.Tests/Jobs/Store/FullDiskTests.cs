using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>The journal is a link to /dev/full, where every write ends with ENOSPC.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Job_that_cannot_be_stored_does_not_exist_and_the_problem_is_reported()
    {
        using var store = OpenFull();
        var job = JobSamples.New();
        Assert.ThrowsAny<IOException>(() => store.Add(job));
        Assert.Empty(store.All());
        Assert.Contains("cannot be written", store.StorageProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void Admission_is_refused_and_nothing_is_queued()
    {
        using var store = OpenFull();
        var service = new JobService(store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _clock,
            TestLog.Of<JobService>());
        var admission = service.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid()));
        Assert.Equal(AdmissionRefusal.StorageFailed, admission.Refusal);
        Assert.Null(admission.Job);
        Assert.Empty(service.Active());
    }

    private JobStore OpenFull()
    {
        Directory.CreateDirectory(_directory.File("jobs"));
        File.CreateSymbolicLink(_directory.File("jobs/journal.log"), "/dev/full");
        return JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
    }
}
