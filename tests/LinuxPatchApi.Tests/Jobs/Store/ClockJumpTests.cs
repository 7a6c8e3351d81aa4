using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Jobs.Queue;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

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
        var previous = JobSamples.New(JobStatus.Completed);
        var later = new List<Guid>();
        using (var store = Open())
        {
            store.Add(previous);
            Jump(days);
            later.Add(Finished(store));
            later.Add(Finished(store));
            Assert.Equal([previous.Id, .. later], store.All().Select(j => j.Id));
            Jump(-days);
        }

        using (var store = Open())
        {
            later.Add(Finished(store));
            Assert.Equal([previous.Id, .. later], store.All().Select(j => j.Id));
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

    /// <summary>The clock is ahead, a job is made, the agent restarts, the clock is corrected; and the other way round.</summary>
    [Theory]
    [InlineData(300)]
    [InlineData(-300)]
    [InlineData(-1)]
    public void Case61_Nothing_ages_by_a_jump_over_restarts_and_compactions(int days)
    {
        var jobs = new List<Guid>();
        var keyed = JobSamples.New(JobStatus.Completed) with { Idempotency = new IdempotencyTag("someone", "key", "hash") };
        using (var store = Open(keyed))
        {
            jobs.Add(keyed.Id);
            Jump(days);
            jobs.Add(Finished(store));
        }

        for (var restart = 0; restart < 3; restart++)
        {
            _clock.Advance(TimeSpan.FromHours(7));
            using var store = Open();
            jobs.Add(Finished(store));
            Jump(-days);
            jobs.Add(Finished(store));
            Jump(days);
            Assert.Equal(jobs, store.All().Select(j => j.Id));
            Assert.Equal(keyed.Id, store.FindByKey("someone", "key", JobLimits.KeyKept)?.Id);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(300)]
    public void Case61_A_key_lasts_its_time_to_the_tick_whatever_the_clock_showed_when_it_was_made(int days)
    {
        Jump(days);
        var keyed = JobSamples.New(
            JobStatus.Completed, at: _clock.GetUtcNow()) with
        { Idempotency = new IdempotencyTag("someone", "key", "hash") };
        Open(keyed).Dispose();
        Jump(-days);
        _clock.Advance(JobLimits.KeyKept - TimeSpan.FromMilliseconds(1));
        using (var store = Open())
        {
            Finished(store);
            Assert.Equal(keyed.Id, store.FindByKey("someone", "key", JobLimits.KeyKept)?.Id);
        }

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        using var next = Open();
        Assert.Null(next.FindByKey("someone", "key", JobLimits.KeyKept));
    }

    /// <summary>Time while the host was off is unknown and does not count; its uptime since then does.</summary>
    [Fact]
    public void Case61_The_clock_of_elapsed_time_continues_after_a_boot()
    {
        _clock.Advance(TimeSpan.FromHours(20));
        var keyed = JobSamples.New(JobStatus.Completed) with { Idempotency = new IdempotencyTag("someone", "key", "hash") };
        Open(keyed).Dispose();
        _clock.Reboot();
        Jump(366);
        _clock.Advance(TimeSpan.FromHours(10));
        using (var store = Open())
        {
            Assert.Equal(keyed.Id, store.FindByKey("someone", "key", JobLimits.KeyKept)?.Id);
            Finished(store);
        }

        _clock.Advance(TimeSpan.FromHours(14));
        using var next = Open();
        Assert.Null(next.FindByKey("someone", "key", JobLimits.KeyKept));
    }

    [Fact]
    public void Case61_A_hidden_job_with_a_key_survives_the_jump_too()
    {
        var keyed = JobSamples.New(JobStatus.Completed) with { Idempotency = new IdempotencyTag("someone", "key", "hash") };
        var answer = new KeptAnswer(new IdempotencyTag("someone", "deletion", "hash"), 200, "deleted", _clock.GetUtcNow());
        using (var store = Open(keyed))
        {
            Assert.True(store.TryDelete(keyed.Id, answer));
        }

        Jump(300);
        using var next = Open();
        Finished(next);
        Assert.Equal(keyed.Id, next.FindByKey("someone", "key", JobLimits.KeyKept)?.Id);
        Assert.Equal("deleted", next.FindAnswer("someone", "deletion", JobLimits.KeyKept)?.Data);
    }

    /// <summary>A journal of a previous version, with one job from a clock far ahead.</summary>
    [Fact]
    public void Case61_Records_without_a_mark_are_as_young_as_they_can_be()
    {
        var now = new ClockMark(5000, 1);
        var old = JobSamples.New(JobStatus.Completed);
        var ahead = JobSamples.New(JobStatus.Completed, at: JobSamples.Start.AddDays(300));
        var marked = JobSamples.New() with { Admitted = new ClockMark(3000, 1) };
        var last = JobSamples.New();
        Assert.Equal([3000, 3000, 3000, 5000], JobHistory.Marked([old, ahead, marked, last], now).Select(j => j.Admitted!.On));
    }

    [Theory]
    [InlineData(366)]
    [InlineData(-366)]
    public async Task Time_out_of_a_job_counts_time_that_passes_and_no_jump(int days)
    {
        using var store = Open();
        using var shutdown = new CancellationTokenSource();
        var executor = new ScriptedExecutor();
        var jobs = new JobService(store, new JobServiceOptions(2, TimeSpan.FromMinutes(30), "boot-1"), _clock, TestLog.Of<JobService>());
        var id = jobs.Admit(JobOperation.PatchApply, JobSamples.Everything, [], JobSamples.Origin(Guid.NewGuid())).Job!.Id;
        _ = jobs.Worker(executor).RunAsync(shutdown.Token);
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
        var store = JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(500, TimeSpan.FromDays(30)), _clock).Store;
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

    /// <summary>A wall clock that moves independently of its timers and timestamps.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private readonly FakeTimeProvider _steady = new(JobSamples.Start);
        private long _bootedAt = JobSamples.Start.UtcTicks;

        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => _steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + Offset;

        public override long GetTimestamp() => _steady.GetTimestamp() - _bootedAt;

        public void Reboot() => _bootedAt = _steady.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _steady.CreateTimer(callback, state, dueTime, period);

        public void Advance(TimeSpan time) => _steady.Advance(time);
    }
}
