using LinuxPatchApi.Audit;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>Which lines the audit log lacks because of a kill, whatever the clock said then.</summary>
public sealed class MissedEndsTests
{
    /// <summary>
    /// The clock went back a year between the two jobs, so that by its time stamp the missed end is older than the whole log.
    /// </summary>
    [Theory]
    [InlineData(-365)]
    [InlineData(0)]
    [InlineData(365)]
    public void Case61_End_after_the_last_recorded_one_is_missed_wherever_the_clock_is(int days)
    {
        var early = Ended(1000, days: 0);
        var told = Ended(2000, days: 0);
        var missed = Ended(3000, days);
        var recall = Recall($$"""{"seq":7,"prev":"aa","time":"2026-03-01T12:00:00Z","kind":"job_end","job_id":"{{told.Id}}"}""");
        var (ends, verdicts) = MissedEnds.Of([early, told, missed], recall);
        Assert.Equal([missed.Id], ends.Select(j => j.Id));
        Assert.Empty(verdicts);
    }

    /// <summary>The line of its admission places it in the order, although no end has a line.</summary>
    [Fact]
    public void Case61_End_of_a_job_whose_admission_alone_is_reported_is_missed()
    {
        var (before, job) = (Ended(1000, days: 0), Ended(3000, days: -365) with { Admitted = new ClockMark(2500, 2500) });
        var recall = Recall($$"""{"seq":7,"prev":"aa","time":"2026-03-01T12:00:00Z","kind":"request","job_id":"{{job.Id}}"}""");
        Assert.Equal([job.Id], MissedEnds.Of([before, job], recall).Ends.Select(j => j.Id));
    }

    [Fact]
    public void Verdict_after_the_end_has_a_line_of_its_own()
    {
        var job = Ended(1000, days: 0) with { DecidedOn = 4000 };
        var line = $$"""{"seq":7,"prev":"aa","time":"2026-03-01T12:00:00Z","kind":"job_end","job_id":"{{job.Id}}"}""";
        var (ends, verdicts) = MissedEnds.Of([job], Recall(line));
        Assert.Empty(ends);
        Assert.Equal([job.Id], verdicts.Select(j => j.Id));
        Assert.Empty(MissedEnds.Of([job], Recall(line + "\n" + line.Replace("job_end", "job_verdict", StringComparison.Ordinal))).Verdicts);
    }

    /// <summary>A log that somebody has removed is no reason to repeat the whole history.</summary>
    [Fact]
    public void Without_a_log_nothing_is_missed()
    {
        var (ends, verdicts) = MissedEnds.Of([Ended(1000, days: 0) with { DecidedOn = 4000 }], AuditRecall.Of(default));
        Assert.Empty(ends);
        Assert.Empty(verdicts);
    }

    /// <summary>If the tail names no job, only the clock is left.</summary>
    [Fact]
    public void Without_a_job_in_the_log_the_time_decides()
    {
        var (before, after) = (Ended(1000, days: -1), Ended(2000, days: 1));
        var recall = Recall("""{"seq":7,"prev":"aa","time":"2026-03-01T12:00:00Z","kind":"request"}""");
        Assert.Equal([after.Id], MissedEnds.Of([before, after], recall).Ends.Select(j => j.Id));
    }

    private static AuditRecall Recall(string lines) => AuditRecall.Of(System.Text.Encoding.UTF8.GetBytes(lines + "\n"));

    private static Job Ended(long on, int days) => JobSamples.New(JobStatus.Completed) with
    {
        Admitted = new ClockMark(on - 500, on - 500),
        EndedOn = on,
        UpdatedAt = JobSamples.Start.AddDays(days),
        CompletedAt = JobSamples.Start.AddDays(days),
    };
}
