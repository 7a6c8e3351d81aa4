using CsCheck;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Events;

/// <summary>Holds for any interleaving of the writer and the readers.</summary>
public sealed class JobEventPropertyTests
{
    private const int Jobs = 3;

    private static readonly JobStatus[] Path = [JobStatus.Pending, JobStatus.Running, JobStatus.Rebooting, JobStatus.Completed];

    /// <summary>A step: progress of a job, its next status, time passing, or a reader that reads what is due.</summary>
    private static readonly Gen<(int Kind, int Which)[]> Steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Jobs - 1]).Array[0, 120];

    [Fact]
    public void Every_reader_sees_rising_numbers_all_status_changes_and_the_end_last() => Steps.Sample(steps =>
    {
        var world = new World();
        var (quick, slow, late) = (world.NewReader(), world.NewReader(), (Reader?)null);
        foreach (var (kind, which) in steps)
        {
            world.Step(kind, which);
            quick.Take();
            if (kind == 9)
            {
                late ??= world.NewReader(which);
                late.Take();
            }
        }

        world.Finish();
        foreach (var reader in new[] { quick, slow, late }.OfType<Reader>())
        {
            reader.Take();
            world.Clock.Advance(JobLimits.ProgressInterval);
            reader.Take();
            reader.Check(world.StatusChanges);
        }
    }, iter: 2000);

    [Fact]
    public async Task Concurrent_readers_lose_nothing()
    {
        var world = new World(TimeProvider.System);
        var readers = Enumerable.Range(0, 4).Select(_ => world.NewReader()).ToList();
        var reading = readers.Select(reader => Task.Run(async () =>
        {
            while (!reader.HasAllEnds)
            {
                await reader.Feed.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
                reader.Take();
            }
        })).ToList();
        for (var i = 0; i < 30_000; i++)
        {
            world.Step(i % 7 == 0 ? 4 : 0, i % Jobs);
        }

        world.Finish();
        await Support.Eventually.SoonAsync(Task.WhenAll(reading));
        readers.ForEach(reader => reader.Check(world.StatusChanges));
    }

    private sealed class World
    {
        private readonly JobEvents _events;
        private readonly Job[] _jobs = new Job[Jobs];

        public World(TimeProvider? time = null)
        {
            _events = new JobEvents(time ?? Clock);
            for (var i = 0; i < Jobs; i++)
            {
                _jobs[i] = JobSamples.New();
            }
        }

        public FakeTimeProvider Clock { get; } = new(JobSamples.Start);

        public List<(Guid Job, JobStatus Status, long Sequence)> StatusChanges { get; } = [];

        public void Step(int kind, int which)
        {
            switch (kind)
            {
                case < 4:
                    Change(which, job => job with { Progress = (job.Progress + 1) % 100 });
                    break;
                case 4:
                    var next = Path[Math.Min(Array.IndexOf(Path, _jobs[which].Status) + 1, Path.Length - 2)];
                    Change(which, job => job with { Status = next, Message = job.Message + "." });
                    break;
                case < 7:
                    Clock.Advance(JobLimits.ProgressInterval / 3);
                    break;
                case 7:
                    Clock.Advance(JobLimits.ProgressInterval);
                    break;
            }
        }

        public void Finish()
        {
            for (var i = 0; i < Jobs; i++)
            {
                Change(i, job => job with { Status = JobStatus.Completed });
            }
        }

        /// <param name="only">Null: all jobs; else one that is replayed first and then followed.</param>
        public Reader NewReader(int? only = null)
        {
            var reader = new Reader(_events.NewFeed(), only is { } one ? _jobs[one].Id : null, [.. _jobs.Select(j => j.Id)]);
            if (only is { } chosen)
            {
                // As an event stream does it: the feed first, then the job, then its stored events.
                var past = _events.Replay(_jobs[chosen], 0);
                reader.Seen.AddRange(past);
                reader.Feed.Watch(_jobs[chosen].Id, past.Count > 0 ? past[^1].Sequence : 0);
            }

            return reader;
        }

        private void Change(int which, Func<Job, Job> change)
        {
            // The first change admits the job.
            var isNew = !StatusChanges.Any(c => c.Job == _jobs[which].Id);
            if (isNew)
            {
                _events.Publish(null, _jobs[which]);
                StatusChanges.Add((_jobs[which].Id, _jobs[which].Status, _jobs[which].Sequence));
            }

            var before = _jobs[which];
            var next = change(before);
            next = next with { Sequence = before.Sequence + 1 };
            _jobs[which] = next;
            _events.Publish(before, next);
            if (before.Status != next.Status)
            {
                StatusChanges.Add((next.Id, next.Status, next.Sequence));
            }
        }
    }

    private sealed class Reader(JobEventFeed feed, Guid? only, IReadOnlyList<Guid> jobs)
    {
        public JobEventFeed Feed => feed;

        public List<JobEvent> Seen { get; } = [];

        public bool HasAllEnds => Seen.Count(e => e.IsTerminal) == jobs.Count;

        public void Take() => Seen.AddRange(feed.Take());

        public void Check(IReadOnlyList<(Guid Job, JobStatus Status, long Sequence)> changes)
        {
            Assert.False(feed.HasOverrun);
            foreach (var job in only is { } one ? [one] : jobs)
            {
                var seen = Seen.Where(e => e.JobId == job).ToList();
                Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.First.Sequence < pair.Second.Sequence));
                Assert.True(seen[^1].IsTerminal);
                Assert.Equal(
                    changes.Where(c => c.Job == job).Select(c => c.Sequence),
                    seen.Where(e => e.IsStatusChange).Select(e => e.Sequence));
            }

            Assert.True(only is null || Seen.All(e => e.JobId == only));
        }
    }
}
