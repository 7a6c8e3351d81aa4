using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs;

/// <summary>Waiting jobs are few, and what they were asked for may be much.</summary>
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
        var request = JobSamples.Everything;
        var fixedWeight = JobWeight.OfAsked(request, [""]);
        var quarter = (int)(((JobLimits.WaitingBytes / 4) - fixedWeight) / 2);
        var last = (int)((JobLimits.WaitingBytes - (3 * (fixedWeight + (2L * quarter))) - fixedWeight) / 2);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(Admit(new string('a', quarter)).Job);
        }

        var refused = Admit(new string('a', last + 1));
        Assert.Equal(AdmissionRefusal.QueueFull, refused.Refusal);
        Assert.Equal($"3 jobs are waiting, and what they were asked for takes more than {JobLimits.WaitingBytes} bytes with this one", refused.Detail);
        Assert.Equal(3, _store.All().Count);

        var fits = Admit(new string('a', last)).Job!;
        Assert.Equal(AdmissionRefusal.QueueFull, Admit("").Refusal);
        Assert.Equal(CancelAnswer.Cancelled, _jobs.Cancel(fits.Id).Answer);
        Assert.NotNull(Admit("").Job);
    }

    private Admission Admit(string name) => _jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [name], JobSamples.Origin(Guid.NewGuid()));
}
