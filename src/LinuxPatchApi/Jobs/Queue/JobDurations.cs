using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Jobs.Queue;

/// <summary>How long jobs took that ended since the start of the agent, as a histogram. Thread-safe.</summary>
internal sealed class JobDurations
{
    /// <summary>
    /// Upper bounds in seconds. Origin: one package takes seconds, a full upgrade minutes, a release with many kernels half an hour; the
    /// default of jobs.timeout_minutes is an hour.
    /// </summary>
    private static readonly int[] Bounds = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600];

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private double _seconds;

    /// <summary>Adds an ended job. One that never started took no time, and is not counted.</summary>
    public void Add(Job job)
    {
        if (job is not { StartedAt: { } started, CompletedAt: { } completed })
        {
            return;
        }

        // The clock may have been set back meanwhile; a sum must not fall.
        var seconds = Math.Max(0, (completed - started).TotalSeconds);
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket])
        {
            bucket++;
        }

        lock (_lock)
        {
            _counts[bucket]++;
            _seconds += seconds;
        }
    }

    public void Write(MetricsWriter writer)
    {
        lock (_lock)
        {
            writer.Histogram(
                "job_duration_seconds", "How long the jobs took that ended since the start of the agent.", Bounds, _counts, _seconds);
        }
    }
}
