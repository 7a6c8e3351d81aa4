using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Queue;

/// <summary>A client that loses the right to its jobs after they were admitted.</summary>
public sealed class LostRightTests : IDisposable
{
    private const string Lost = "the certificate that asked for the job, or one above it, is revoked";
    private static readonly JobRight Right = new("operator", ["AQID"]);
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly ScriptedExecutor _executor = new();
    private readonly CancellationTokenSource _shutdown = new();
    private JobStore _store;
    private JobService _jobs;
    private volatile bool _isLost;

    public LostRightTests() => (_store, _jobs) = Open();

    public void Dispose()
    {
        _shutdown.Cancel();
        _store.Dispose();
        _directory.Dispose();
        _shutdown.Dispose();
    }

    [Fact]
    public async Task Case39_Running_job_is_finished_and_says_so_and_the_waiting_one_does_not_begin()
    {
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        var (running, waiting) = (Admit(), Admit());
        await _executor.BegunAsync(running);
        _isLost = true;
        _jobs.TellRightLost();
        _jobs.TellRightLost();
        Assert.Equal([$"{Lost}; the job had begun before and is finished all the same"], _store.Find(running)!.Warnings);

        _executor.End(running, new JobEnd.Completed("done"));
        var ended = await EndedAsync(waiting);
        Assert.Equal((JobStatus.Failed, JobErrorCode.PermissionDenied, false), (ended.Status, ended.ErrorCode, ended.Retryable));
        Assert.Equal($"not begun: {Lost}; nothing was changed", ended.Error);
        Assert.Null(ended.StartedAt);
        Assert.False(_executor.HasBegun(waiting));
        Assert.Equal(JobStatus.Completed, _store.Find(running)!.Status);
        Assert.Single(_store.Find(running)!.Warnings);
    }

    /// <summary>Time alone ends a certificate: no file changes, so that only the end of the job can tell.</summary>
    [Fact]
    public async Task Case39_Right_that_is_lost_while_the_job_runs_is_told_at_its_end()
    {
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        var running = Admit();
        await _executor.BegunAsync(running);
        _isLost = true;
        _executor.End(running, new JobEnd.Completed("done"));
        Assert.Single((await EndedAsync(running)).Warnings);
    }

    [Fact]
    public async Task Case39_Queue_goes_on_behind_a_job_that_does_not_begin()
    {
        var (lost, next) = (Admit(), Admit(right: null));
        _isLost = true;
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        await _executor.BegunAsync(next);
        Assert.Equal(JobStatus.Failed, _store.Find(lost)!.Status);
    }

    /// <summary>The agent may be restarted, or the host rebooted, between admission and beginning.</summary>
    [Fact]
    public async Task Case39_Right_is_on_disk_until_the_job_has_ended()
    {
        var waiting = Admit();
        _store.Dispose();
        (_store, _jobs) = Open();
        var stored = _store.Find(waiting)!;
        Assert.Equal("operator", stored.Right!.Role);
        Assert.Equal(["AQID"], stored.Right.Certificates);

        _isLost = true;
        _jobs.Turns.Requeue([waiting]);
        _ = _jobs.Worker(_executor).RunAsync(_shutdown.Token);
        Assert.Null((await EndedAsync(waiting)).Right);
    }

    private (JobStore Store, JobService Jobs) Open()
    {
        var store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        var options = new JobServiceOptions(10, TimeSpan.FromMinutes(30), "boot-1")
        {
            RightLost = job => _isLost && job.Right is not null ? Lost : null,
        };
        return (store, new JobService(store, options, _clock, TestLog.Of<JobService>()));
    }

    private Guid Admit() => Admit(Right);

    private Guid Admit(JobRight? right) => _jobs.Admit(
        JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid()) with { Right = right }).Job!.Id;

    private async Task<Job> EndedAsync(Guid id)
    {
        await Eventually.TrueAsync(() => _store.Find(id)!.IsTerminal, $"job {id} ends");
        return _store.Find(id)!;
    }
}
