using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Events;

public sealed class JobEventLogTests
{
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly Job _job = JobSamples.New();

    [Fact]
    public void Progress_in_quick_succession_keeps_the_newest_of_each_interval()
    {
        var log = new JobEventLog(_clock);
        log.Append(Event(1, JobStatus.Running, isStatusChange: true));
        for (var i = 2; i <= 101; i++)
        {
            log.Append(Event(i));
            _clock.Advance(JobLimits.ProgressInterval / 10);
        }

        var kept = log.After(0).Select(e => e.Sequence).ToList();
        Assert.Equal([1, 11, 21, 31, 41, 51, 61, 71, 81, 91, 101], kept);
    }

    [Fact]
    public void Full_log_drops_the_oldest_progress_and_no_status_change()
    {
        var log = new JobEventLog(_clock);
        log.Append(Event(1, JobStatus.Pending, isStatusChange: true));
        log.Append(Event(2, JobStatus.Running, isStatusChange: true));
        for (var i = 3; i <= 3000; i++)
        {
            _clock.Advance(JobLimits.ProgressInterval);
            log.Append(Event(i));
        }

        log.Append(Event(3001, JobStatus.Completed, isStatusChange: true));
        var kept = log.After(0);
        Assert.Equal(JobLimits.EventsPerJob, kept.Count);
        Assert.Equal([1, 2, 2004], kept.Take(3).Select(e => e.Sequence));
        Assert.Equal(3001, kept[^1].Sequence);
        Assert.True(log.HasEnded);
    }

    [Fact]
    public void Only_what_is_beyond_a_number_is_given()
    {
        var log = new JobEventLog(_clock);
        log.Append(Event(4, JobStatus.Running, isStatusChange: true));
        log.Append(Event(7));
        Assert.Equal([7L], log.After(4).Select(e => e.Sequence));
        Assert.Empty(log.After(7));
    }

    private JobEvent Event(long sequence, JobStatus status = JobStatus.Running, bool isStatusChange = false) =>
        JobEvent.Of(_job with { Sequence = sequence, Status = status }, sequence, isStatusChange);
}
