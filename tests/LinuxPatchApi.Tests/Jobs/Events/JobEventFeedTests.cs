using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Events;

/// <summary>Feeds of a real store.</summary>
public sealed class JobEventFeedTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly JobStore _store;

    public JobEventFeedTests() => _store = Open();

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Feed_has_every_status_change_at_once_and_the_newest_progress()
    {
        var feed = _store.Events.NewFeed();
        var id = Add();
        Start(id);
        Progress(id, 1);
        Progress(id, 2);
        Assert.Equal(["pending 0", "running 0", "running 2"], Shown(feed.Take()));
        Progress(id, 3);
        Assert.Empty(feed.Take());
        End(id);
        Assert.Equal(["completed 100"], Shown(feed.Take()));
    }

    [Fact]
    public void Progress_waits_for_its_interval_and_old_progress_is_skipped()
    {
        var id = Add();
        Start(id);
        var feed = _store.Events.NewFeed();
        var delivered = 0;
        for (var i = 1; i <= 98; i++)
        {
            Progress(id, i);
            delivered += feed.Take().Count;
            _clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        // 98 changes in 1.96 s.
        Assert.InRange(delivered, 14, 17);
        _clock.Advance(JobLimits.ProgressInterval);
        Assert.Equal(["running 98"], Shown(feed.Take()));
    }

    [Fact]
    public async Task Wait_ends_with_the_next_change_and_with_the_time()
    {
        var id = Add();
        var feed = _store.Events.NewFeed();
        var wait = feed.WaitAsync(TimeSpan.FromSeconds(15), CancellationToken.None);
        Assert.False(wait.IsCompleted);
        Start(id);
        await Eventually.SoonAsync(wait);
        Assert.Equal(["running 0"], Shown(feed.Take()));

        _clock.Advance(JobLimits.ProgressInterval);
        var silent = feed.WaitAsync(TimeSpan.FromSeconds(15), CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(15));
        await Eventually.SoonAsync(silent);
        Assert.Empty(feed.Take());

        using var cancelled = new CancellationTokenSource();
        var hopeless = feed.WaitAsync(Timeout.InfiniteTimeSpan, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.SoonAsync(hopeless));
    }

    [Fact]
    public async Task Wait_within_the_interval_ends_for_a_status_change_but_not_for_progress()
    {
        var id = Add();
        Start(id);
        var feed = _store.Events.NewFeed();
        Progress(id, 1);
        Assert.Single(feed.Take());
        var wait = feed.WaitAsync(TimeSpan.FromSeconds(15), CancellationToken.None);
        Progress(id, 2);
        Assert.False(wait.IsCompleted);
        End(id);
        await Eventually.SoonAsync(wait);
        Assert.Equal(["completed 100"], Shown(feed.Take()));
    }

    [Fact]
    public void Watched_job_alone_is_delivered_and_nothing_twice()
    {
        var feed = _store.Events.NewFeed();
        var (mine, other) = (Add(), Add());
        Start(mine);
        feed.Watch(mine, _store.Find(mine)!.Sequence);
        Start(other);
        End(other);
        Assert.Empty(feed.Take());
        End(mine);
        Assert.Equal([mine], feed.Take().Select(e => e.JobId));
        feed.WatchAll();
        Assert.Equal(["pending 0"], Shown([.. Taken(feed, () => Add())]));
        feed.UnwatchAll();
        Add();
        Assert.Empty(feed.Take());
    }

    [Fact]
    public void After_the_end_no_event_follows()
    {
        var id = Add();
        Start(id);
        var feed = _store.Events.NewFeed();
        End(id);
        Progress(id, 50);
        _store.Update(id, j => j with { Message = "ended later" }, persist: true);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["completed 100"], Shown(feed.Take()));
        Assert.Equal(_store.Find(id)!.Sequence, _store.Events.Replay(_store.Find(id)!, 0)[^1].Sequence);
    }

    [Fact]
    public void Deleted_job_still_delivers_its_end_to_a_late_reader()
    {
        var feed = _store.Events.NewFeed();
        var id = Add();
        Start(id);
        End(id);
        _store.TryDelete(id);
        Assert.Equal(["pending 0", "running 0", "completed 100"], Shown(feed.Take()));
    }

    [Fact]
    public void Reader_that_is_too_slow_for_the_status_changes_learns_that_it_has_overrun()
    {
        var feed = _store.Events.NewFeed();
        for (var i = 0; i < JobLimits.StatusChanges; i++)
        {
            _store.Events.Publish(null, JobSamples.New());
        }

        var slow = _store.Events.NewFeed();
        Assert.Equal(JobLimits.StatusChanges, feed.Take().Count);
        Assert.False(feed.HasOverrun);
        for (var i = 0; i <= JobLimits.StatusChanges; i++)
        {
            _store.Events.Publish(null, JobSamples.New());
        }

        Assert.Equal(JobLimits.StatusChanges, slow.Take().Count);
        Assert.True(slow.HasOverrun);
    }

    [Fact]
    public void Sequence_numbers_go_on_after_a_restart_and_the_state_is_replayed()
    {
        var (open, ended) = (Add(), Add());
        Start(open);
        Progress(open, 10);
        Start(ended);
        End(ended);
        var (before, last) = (_store.Find(open)!.Sequence, _store.Find(ended)!.Sequence);
        _store.Dispose();

        using var again = Open();
        var job = again.Find(open)!;
        Assert.True(job.Sequence > before);
        Assert.Equal(["running 0"], Shown(again.Events.Replay(job, before)));
        Assert.Equal([last], again.Events.Replay(again.Find(ended)!, 0).Select(e => e.Sequence));
        Assert.Empty(again.Events.Replay(again.Find(ended)!, last));
        again.Update(open, j => j with { Progress = 20 }, persist: false);
        Assert.Equal(["running 0", "running 20"], Shown(again.Events.Replay(again.Find(open)!, before)));
    }

    [Fact]
    public void Progress_of_long_finished_jobs_is_forgotten_and_their_end_is_not()
    {
        var ids = Enumerable.Range(0, JobLimits.EndedEventLogs + 1).Select(_ =>
        {
            var id = Add();
            Start(id);
            End(id);
            return id;
        }).ToList();
        Assert.Equal(["completed 100"], Shown(_store.Events.Replay(_store.Find(ids[0])!, 0)));
        Assert.Equal(3, _store.Events.Replay(_store.Find(ids[1])!, 0).Count);
    }

    private static IReadOnlyList<JobEvent> Taken(JobEventFeed feed, Func<Guid> act)
    {
        act();
        return feed.Take();
    }

    private static IEnumerable<string> Shown(IEnumerable<JobEvent> events) =>
        events.Select(e => $"{JobSpelling.Statuses.Of(e.Status)} {e.Progress}");

    private JobStore Open() =>
        JobStore.Open(JobSamples.Line, _directory.File("jobs"), new JobHistory(5000, TimeSpan.FromDays(30)), _clock).Store;

    private Guid Add()
    {
        var job = JobSamples.New();
        _store.Add(job);
        return job.Id;
    }

    private void Start(Guid id) => _store.Update(id, j => JobTransitions.Start(j, _clock.GetUtcNow()), persist: true);

    private void Progress(Guid id, int percent) => _store.Update(id, j => j with { Progress = percent }, persist: false);

    private void End(Guid id) =>
        _store.Update(id, j => JobTransitions.End(j, new JobEnd.Completed("done"), _clock.GetUtcNow()), persist: true);
}
