using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Jobs.Queue;

/// <summary>Metrics of the history by status, the queue and the running job.</summary>
internal sealed class JobMetrics : IMetricSource
{
    private readonly JobService _jobs;
    private readonly JobDurations _durations = new();

    public JobMetrics(JobService jobs)
    {
        _jobs = jobs;
        jobs.Store.Ended += _durations.Add;
    }

    public void Write(MetricsWriter writer)
    {
        var all = _jobs.Store.All();
        History(writer, all);
        writer.Gauge("job_queue_limit", "Jobs that may wait at most (jobs.max_queue_depth).").Sample(_jobs.MaxQueueDepth);
        writer.Gauge("job_stalled", "1 while the running job makes no progress.").Sample(_jobs.Stalled is null ? 0 : 1);
        _durations.Write(writer);
    }

    /// <summary>Pure.</summary>
    public static void History(MetricsWriter writer, IReadOnlyList<Job> all)
    {
        var counts = new long[(int)JobStatus.Cancelled + 1];
        var last = new SortedDictionary<(JobOperation Operation, JobStatus Status), DateTimeOffset>();
        foreach (var job in all)
        {
            counts[(int)job.Status]++;
            var key = (job.Operation, job.Status);
            if (job is { IsTerminal: true, CompletedAt: { } at } && (!last.TryGetValue(key, out var other) || other < at))
            {
                last[key] = at;
            }
        }

        writer.Gauge("jobs", "Jobs in the history, by status.");
        for (var status = JobStatus.Pending; status <= JobStatus.Cancelled; status++)
        {
            writer.Sample("status", JobSpelling.Statuses.Of(status), counts[(int)status]);
        }

        writer.Gauge("job_queue_depth", "Jobs that wait for their turn.").Sample(counts[(int)JobStatus.Pending]);
        writer.Gauge("last_job_completed_timestamp_seconds", "When the last job of each operation and result in the history ended.");
        foreach (var ((operation, status), at) in last)
        {
            writer.Sample(
                [("operation", JobSpelling.Operations.Of(operation)), ("result", JobSpelling.Statuses.Of(status))], at.ToUnixTimeSeconds());
        }

        if (last.TryGetValue((JobOperation.PatchApply, JobStatus.Completed), out var applied))
        {
            writer.Gauge("last_apply_success_timestamp_seconds", "When the last apply of patches that succeeded ended.")
                .Sample(applied.ToUnixTimeSeconds());
        }
    }
}
