using System.Text.Json;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Audit;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Daemon;

public sealed class JobAuditTests : IDisposable
{
    private readonly AuditSamples _samples = new();
    private readonly JobStore _store;

    public JobAuditTests() =>
        _store = JobStore.Open(JobSamples.Line, _samples.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _samples.Clock).Store;

    public void Dispose()
    {
        _store.Dispose();
        _samples.Dispose();
    }

    [Fact]
    public async Task End_of_a_job_has_one_line_with_its_requester()
    {
        var log = _samples.Log();
        _ = new JobAudit(_store, log, _samples.Clock);
        var job = Ended();
        log.Complete();
        await Eventually.SoonAsync(log.RunAsync());
        using var line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(_samples.LogPath)));
        var entry = line.RootElement;
        Assert.Equal(
            ("job_end", job.Id, job.RequestId, "CN=manager", "patch_apply", "failed", "SCRIPT_FAILED"),
            (entry.GetProperty("kind").GetString(), entry.GetProperty("job_id").GetGuid(), entry.GetProperty("request_id").GetGuid(),
                entry.GetProperty("subject").GetString(), entry.GetProperty("operation").GetString(), entry.GetProperty("status")
                    .GetString(),
                entry.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Case24_End_of_a_job_lists_what_changed()
    {
        var log = _samples.Log();
        _ = new JobAudit(_store, log, _samples.Clock);
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        _store.Update(
            job.Id,
            j => JobTransitions.End(
                j with
                {
                    Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied)],
                    Restarted = [new UnitRestart("web.service", RestartOutcome.Restarted, null)]
                },
                new JobEnd.Completed("done"),
                _samples.Clock.GetUtcNow()),
            persist: true);
        log.Complete();
        await Eventually.SoonAsync(log.RunAsync());
        using var line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(_samples.LogPath)));
        Assert.Equal(
            ["package web:amd64 upgrade 1 2 applied", "unit web.service restart   restarted"],
            line.RootElement.GetProperty("changes").EnumerateArray()
                .Select(c => string.Join(' ', c.EnumerateObject().Select(m => m.Value.GetString()))));
        Assert.Equal(0, line.RootElement.GetProperty("changes_more").GetInt32());
    }

    /// <summary>The job was reported as failed at its time-out; its actual changes must be in the log that outlives it.</summary>
    [Fact]
    public async Task Case51_Verdict_that_comes_after_the_end_has_a_line_with_what_changed()
    {
        var log = _samples.Log();
        _ = new JobAudit(_store, log, _samples.Clock);
        var job = JobSamples.New(JobStatus.Running) with { Changes = [JobSamples.Upgrade("web")] };
        _store.Add(job);
        var now = _samples.Clock.GetUtcNow();
        _store.Update(job.Id, j => JobTransitions.End(j, new JobEnd.Unverified(JobErrorCode.Timeout, "over its time"), now), persist: true);
        _store.Update(job.Id, j => j with { Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied)] }, persist: true);
        _store.Update(job.Id, j => JobTransitions.EndLater(j, new JobEnd.Completed("1 change applied and verified"), now), persist: true);
        log.Complete();
        await Eventually.SoonAsync(log.RunAsync());
        Assert.Equal(["job_end", "job_verdict"], _samples.Texts("kind"));
        using var line = JsonDocument.Parse(File.ReadAllLines(_samples.LogPath)[1]);
        Assert.Equal((job.Id, "failed"),
            (line.RootElement.GetProperty("job_id").GetGuid(), line.RootElement.GetProperty("status").GetString()));
        Assert.Equal("over its time; ended later: 1 change applied and verified", line.RootElement.GetProperty("message").GetString());
        Assert.Equal("applied", Assert.Single(line.RootElement.GetProperty("changes").EnumerateArray()).GetProperty("outcome").GetString());

        var next = _samples.Log();
        new JobAudit(_store, next, _samples.Clock).WriteMissed();
        next.Complete();
        await Eventually.SoonAsync(next.RunAsync());
        Assert.Equal(2, _samples.Texts("kind").Count);
    }

    /// <summary>A client that deletes the job as soon as it reads its end.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case24_End_of_a_job_that_is_deleted_at_once_has_its_requester_and_its_changes(bool isKeyed)
    {
        var log = _samples.Log();
        _ = new JobAudit(_store, log, _samples.Clock);
        var job = JobSamples.New(JobStatus.Running) with
        {
            Changes = [JobSamples.Upgrade("web", ChangeOutcome.Applied)],
            Idempotency = isKeyed ? new IdempotencyTag("someone", "key", "digest") : null,
        };
        _store.Add(job);
        _store.Update(job.Id, j => JobTransitions.End(j, new JobEnd.Completed("done"), _samples.Clock.GetUtcNow()), persist: true);
        Assert.True(_store.TryDelete(job.Id));
        log.Complete();
        await Eventually.SoonAsync(log.RunAsync());
        using var line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(_samples.LogPath)));
        Assert.Equal(("CN=manager", job.RequestId),
            (line.RootElement.GetProperty("subject").GetString(), line.RootElement.GetProperty("request_id").GetGuid()));
        Assert.Equal("web:amd64", Assert.Single(line.RootElement.GetProperty("changes").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task End_whose_line_was_kept_out_by_a_kill_is_written_at_the_next_start_and_only_that()
    {
        var early = Ended();
        _samples.Clock.Advance(TimeSpan.FromSeconds(1));
        _samples.Run("/first");
        var log = _samples.Log();
        _ = new JobAudit(_store, log, _samples.Clock);
        var told = Ended();
        log.Complete();
        await Eventually.SoonAsync(log.RunAsync());
        var missed = Ended();

        var next = _samples.Log();
        new JobAudit(_store, next, _samples.Clock).WriteMissed();
        next.Complete();
        await Eventually.SoonAsync(next.RunAsync());
        Assert.Equal([null, $"{told.Id}", $"{missed.Id}"], _samples.Texts("job_id").Select(t => t is { Length: 0 } ? null : t));
        Assert.DoesNotContain($"{early.Id}", File.ReadAllText(_samples.LogPath), StringComparison.Ordinal);
    }

    private Job Ended()
    {
        var job = JobSamples.New(JobStatus.Running);
        _store.Add(job);
        return _store.Update(
            job.Id, j => JobTransitions.End(j, new JobEnd.Failed(JobErrorCode.ScriptFailed, "the script failed", false),
                _samples.Clock.GetUtcNow()), persist: true);
    }
}
