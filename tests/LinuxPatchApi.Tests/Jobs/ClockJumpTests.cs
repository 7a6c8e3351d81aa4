using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs;

/// <summary>The wall clock jumps, monotonic time does not.</summary>
public sealed class ClockJumpTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly JumpingClock _clock = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(366)]
    [InlineData(-366)]
    [InlineData(-20000)]
    public void History_survives_a_jump_of_the_clock(int days)
    {
        var former = JobSamples.New(JobStatus.Completed);
        var later = new List<Guid>();
        using (var store = Open())
        {
            store.Add(former);
            Jump(days);
            later.Add(Finished(store));
            later.Add(Finished(store));
            Assert.Equal([former.Id, .. later], store.All().Select(j => j.Id));
            Jump(-days);
        }

        using (var store = Open())
        {
            later.Add(Finished(store));
            Assert.Equal([former.Id, .. later], store.All().Select(j => j.Id));
        }
    }

    [Fact]
    public void Start_with_a_clock_far_ahead_drops_nothing()
    {
        var job = JobSamples.New(JobStatus.Completed);
        Open(job).Dispose();
        Jump(366);
        using var store = Open();
        var next = Finished(store);
        Assert.Equal([job.Id, next], store.All().Select(j => j.Id));
    }

    [Fact]
    public void Jump_forward_does_not_make_a_repeated_request_run_twice()
    {
        using var store = Open();
        var job = JobSamples.New(JobStatus.Completed) with { Idempotency = new IdempotencyTag("someone", "key", "hash") };
        store.Add(job);
        Jump(366);
        store.Add(JobSamples.New());
        Assert.Equal(job.Id, store.FindByKey("someone", "key", JobLimits.KeyKept)?.Id);
    }

    [Fact]
    public void Time_that_really_passes_still_ends_history_and_keys()
    {
        using var store = Open();
        var job = JobSamples.New(JobStatus.Completed) with { Idempotency = new IdempotencyTag("someone", "key", "hash") };
        store.Add(job);
        _clock.Advance(JobLimits.KeyKept);
        Assert.Null(store.FindByKey("someone", "key", JobLimits.KeyKept));
        _clock.Advance(TimeSpan.FromDays(30));
        var next = JobSamples.New();
        store.Add(next);
        Assert.Equal(next.Id, Assert.Single(store.All()).Id);
    }

    [Theory]
    [InlineData(366)]
    [InlineData(-366)]
    public async Task Time_out_of_a_job_counts_time_that_passes_and_no_jump(int days)
    {
        using var store = Open();
        using var shutdown = new CancellationTokenSource();
        var executor = new ScriptedExecutor();
        var jobs = new JobService(store, executor, new JobServiceOptions(2, TimeSpan.FromMinutes(30), "boot-1"), _clock, TestLog.Of<JobService>());
        var id = jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid())).Job!.Id;
        _ = jobs.RunAsync(shutdown.Token);
        var context = await executor.BegunAsync(id);
        Jump(days);
        _clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromTicks(1));
        Assert.Equal(StopReason.None, context.StopReason);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(StopReason.Timeout, context.StopReason);
        await shutdown.CancelAsync();
    }

    private void Jump(int days) => _clock.Offset += TimeSpan.FromDays(days);

    private JobStore Open(params IReadOnlyList<Job> jobs)
    {
        var store = JobStore.Open(_directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
        foreach (var job in jobs)
        {
            store.Add(job);
        }

        return store;
    }

    private Guid Finished(JobStore store)
    {
        var now = _clock.GetUtcNow();
        var job = JobSamples.New(JobStatus.Completed, at: now) with { CompletedAt = now };
        store.Add(job);
        return job.Id;
    }

    /// <summary>Its wall clock is moved apart from its timers and timestamps.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private readonly FakeTimeProvider _steady = new(JobSamples.Start);

        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => _steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + Offset;

        public override long GetTimestamp() => _steady.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _steady.CreateTimer(callback, state, dueTime, period);

        public void Advance(TimeSpan time) => _steady.Advance(time);
    }
}
