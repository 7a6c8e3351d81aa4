using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Jobs;

/// <summary>The history by status, the queue and the job in hand.</summary>
internal sealed class JobMetrics(JobService jobs) : IMetricSource
{
    public void Write(MetricsWriter writer)
    {
        var counts = new long[(int)JobStatus.Cancelled + 1];
        foreach (var job in jobs.Store.All())
        {
            counts[(int)job.Status]++;
        }

        writer.Gauge("jobs", "Jobs in the history, by status.");
        for (var status = JobStatus.Pending; status <= JobStatus.Cancelled; status++)
        {
            writer.Sample("status", JobSpelling.Statuses.Of(status), counts[(int)status]);
        }

        writer.Gauge("job_queue_depth", "Jobs that wait for their turn.").Sample(counts[(int)JobStatus.Pending]);
        writer.Gauge("job_stalled", "1 while the job in hand makes no progress.").Sample(jobs.Stalled is null ? 0 : 1);
    }
}
