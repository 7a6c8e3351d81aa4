using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Queue;

/// <summary>Waiting jobs are few, but their requests may be large.</summary>
public sealed class WaitingBytesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly JobStore _store;
    private readonly JobService _jobs;

    public WaitingBytesTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        _jobs = new JobService(_store, new JobServiceOptions(1000, TimeSpan.FromMinutes(30), "boot-1"), _clock, TestLog.Of<JobService>());
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Case37_Waiting_jobs_are_bounded_in_bytes_and_one_byte_more_is_refused()
    {
        var fixedWeight = JobWeight.OfWaiting(JobSamples.New() with { Packages = [""] });
        var quarter = (int)(((JobLimits.WaitingBytes / 4) - fixedWeight) / 2);
        var last = (int)((JobLimits.WaitingBytes - (3 * (fixedWeight + (2L * quarter))) - fixedWeight) / 2);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(Admit(new string('a', quarter)).Job);
        }

        var refused = Admit(new string('a', last + 1));
        Assert.Equal(AdmissionRefusal.QueueFull, refused.Refusal);
        Assert.Equal($"3 jobs are waiting, and their requests take more than {JobLimits.WaitingBytes} bytes with this one",
            refused.Detail);
        Assert.Equal(3, _store.All().Count);

        var fits = Admit(new string('a', last)).Job!;
        Assert.Equal(AdmissionRefusal.QueueFull, Admit("").Refusal);
        Assert.Equal(CancelAnswer.Cancelled, _jobs.Cancel(fits.Id).Answer);
        Assert.NotNull(Admit("").Job);
    }

    /// <summary>The first answer names all packages once more, each escaped to six characters.</summary>
    [Fact]
    public void Case37_First_answers_of_waiting_jobs_count()
    {
        var half = new string('<', (int)(JobLimits.WaitingBytes / 4));
        var origin = new JobOrigin(
            JobSamples.Someone, Guid.NewGuid(), new IdempotencyTag("a", "key", "digest", "operator"), _ => half);
        Assert.NotNull(_jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], origin).Job);
        Assert.Equal(
            AdmissionRefusal.QueueFull, _jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], origin).Refusal);
        Assert.Single(_store.All());
    }

    private Admission Admit(string name) =>
        _jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [name], JobSamples.Origin(Guid.NewGuid()));
}
