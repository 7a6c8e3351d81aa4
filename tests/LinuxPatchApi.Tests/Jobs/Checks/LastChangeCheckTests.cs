using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Checks;

/// <summary>Through the store, which compresses the details of ended jobs.</summary>
public sealed class LastChangeCheckTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly JobStore _store;

    public LastChangeCheckTests() =>
        _store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Case22_Job_that_met_a_full_file_system_is_reported_until_a_change_succeeds()
    {
        Assert.Null(await CheckAsync());
        End(new JobEnd.Failed(JobErrorCode.DiskFull, "the file system /usr is full: x", Retryable: false), ChangeOutcome.Unchanged);
        Assert.Equal((CheckStatus.Warning, "DISK_FULL: the file system /usr is full: x"), Of(await CheckAsync()));
        End(new JobEnd.Completed("done"), ChangeOutcome.Applied);
        Assert.Equal((CheckStatus.Ok, null), Of(await CheckAsync()));
    }

    /// <summary>A disk that is too small for the plan leaves a job without any change.</summary>
    [Fact]
    public async Task Case22_Job_that_met_a_full_file_system_while_it_was_planned_is_reported()
    {
        End(new JobEnd.Failed(JobErrorCode.DiskFull, "the file system /var is full: x", Retryable: false), null);
        Assert.Equal((CheckStatus.Warning, "DISK_FULL: the file system /var is full: x"), Of(await CheckAsync()));
        End(new JobEnd.Completed("nothing to do"), null);
        Assert.Equal(CheckStatus.Warning, (await CheckAsync())!.Status);
    }

    /// <summary>The order of the jobs counts, not the times that a clock gave them.</summary>
    [Fact]
    public async Task Case61_Clock_that_was_ahead_does_not_hide_the_last_change()
    {
        _clock.Advance(TimeSpan.FromDays(1));
        End(new JobEnd.Completed("done"), ChangeOutcome.Applied);
        _clock.AdjustTime(JobSamples.Start);
        End(new JobEnd.Failed(JobErrorCode.ReadOnly, "the file system /usr is read-only: x", Retryable: false), ChangeOutcome.Unchanged);
        Assert.Equal(CheckStatus.Warning, (await CheckAsync())!.Status);
    }

    private static (CheckStatus, string?) Of(CheckResult? result) => (result!.Status, result.Problem);

    private ValueTask<CheckResult?> CheckAsync() => new LastChangeCheck(_store).RunAsync(CheckDepth.Asked, CancellationToken.None);

    private void End(JobEnd end, ChangeOutcome? outcome)
    {
        var job = JobSamples.New(JobStatus.Running) with { Changes = outcome is { } o ? [JobSamples.Upgrade("web", o)] : [] };
        _store.Add(job);
        _store.Update(job.Id, j => JobTransitions.End(j, end, _clock.GetUtcNow()), persist: true);
    }
}
