using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Queue;

/// <summary>A self-update runs alone.</summary>
public sealed class ExclusiveJobTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly JobStore _store;
    private readonly JobService _jobs;

    public ExclusiveJobTests()
    {
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        _jobs = new JobService(
            _store, new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1"), _clock, NullLogger<JobService>.Instance);
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void It_is_not_admitted_while_another_job_is_active()
    {
        Assert.NotNull(Admit(JobOperation.PatchApply, JobSamples.Everything).Job);
        Assert.Equal(AdmissionRefusal.OthersActive, AdmitSelf().Refusal);
    }

    /// <summary>Its verification would go before the new version's confirmation, and may wait for the package manager.</summary>
    [Fact]
    public void It_is_not_admitted_while_what_another_job_changed_is_still_being_verified()
    {
        var job = JobSamples.New(JobStatus.Failed) with { VerdictOutstanding = true };
        _store.Add(job);
        var refused = AdmitSelf();
        Assert.Equal(AdmissionRefusal.OthersActive, refused.Refusal);
        Assert.Contains(job.Id.ToString(), refused.Detail, StringComparison.Ordinal);
        Assert.NotNull(Admit(JobOperation.PatchApply, JobSamples.Everything).Job);
    }

    [Fact]
    public void Nothing_else_is_admitted_while_it_is_active()
    {
        var job = AdmitSelf().Job!;
        Assert.Equal(AdmissionRefusal.SelfUpdating, Admit(JobOperation.PatchApply, JobSamples.Everything).Refusal);
        var again = AdmitSelf();
        Assert.Equal(AdmissionRefusal.SelfUpdating, again.Refusal);
        Assert.Contains(job.Id.ToString(), again.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void It_cannot_be_cancelled_not_even_before_it_begins()
    {
        var job = AdmitSelf().Job!;
        Assert.False(job.Cancellable);
        Assert.Equal(CancelAnswer.NotPossible, _jobs.Cancel(job.Id).Answer);
        var (next, _) = _jobs.Turns.Take();
        using var running = _jobs.Turns.Begin(next!.Value).Running;
        _jobs.ContextOf(job.Id).SetCancellable(true);
        _jobs.ContextOf(job.Id).ReportProgress(10, JobPhase.Downloading, null, null, cancellable: true);
        Assert.False(_store.Find(job.Id)!.Cancellable);
        Assert.Equal(CancelAnswer.NotPossible, _jobs.Cancel(job.Id).Answer);
    }

    [Fact]
    public void Its_request_is_read_again_from_the_journal()
    {
        var job = AdmitSelf().Job!;
        _store.Dispose();
        using var again = JobStore.Open(
            JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        Assert.Equal(job.Request, again.Find(job.Id)!.Request);
    }

    private Admission AdmitSelf() => Admit(
        JobOperation.SelfUpdate,
        new SelfUpdateRequest(new PackageSpec("linux-patch-api", null, "3.0.1"), new ChangeOptions(AllowDowngrade: true), 5));

    private Admission Admit(JobOperation operation, JobRequest request) =>
        _jobs.Admit(operation, request, ["linux-patch-api"], JobSamples.Origin(Guid.NewGuid()));
}
