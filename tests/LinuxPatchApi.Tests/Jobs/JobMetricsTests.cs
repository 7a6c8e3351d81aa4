using System.Text;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Tests.Metrics;

namespace LinuxPatchApi.Tests.Jobs;

public sealed class JobMetricsTests
{
    private const string Last = "linux_patch_api_last_job_completed_timestamp_seconds";

    [Fact]
    public void The_last_end_of_each_operation_and_result_is_shown_and_the_last_apply_that_succeeded()
    {
        var writer = new MetricsWriter();
        JobMetrics.History(
            writer,
            [
                Ended(JobStatus.Completed, 1), Ended(JobStatus.Completed, 3), Ended(JobStatus.Failed, 5), Ended(JobStatus.Completed, 2),
                Ended(JobStatus.Completed, 9, JobOperation.Reboot), JobSamples.New(JobStatus.Running), JobSamples.New(),
            ]);

        var samples = Read(writer);
        Assert.Equal(At(3), samples[Last + "{operation=\"patch_apply\",result=\"completed\"}"]);
        Assert.Equal(At(5), samples[Last + "{operation=\"patch_apply\",result=\"failed\"}"]);
        Assert.Equal(At(9), samples[Last + "{operation=\"reboot\",result=\"completed\"}"]);
        Assert.Equal(3, samples.Keys.Count(k => k.StartsWith(Last, StringComparison.Ordinal)));
        Assert.Equal(At(3), samples["linux_patch_api_last_apply_success_timestamp_seconds"]);
        Assert.Equal(1, samples["linux_patch_api_job_queue_depth"]);
    }

    [Fact]
    public void A_host_that_never_applied_has_no_time_of_it()
    {
        var writer = new MetricsWriter();
        JobMetrics.History(writer, [Ended(JobStatus.Failed, 1), Ended(JobStatus.Completed, 1, JobOperation.Install)]);
        Assert.DoesNotContain("linux_patch_api_last_apply_success_timestamp_seconds", Read(writer));
    }

    [Fact]
    public void Durations_are_counted_at_and_above_each_bound()
    {
        var durations = new JobDurations();
        durations.Add(Took(5));
        durations.Add(Took(5.001));
        durations.Add(Took(3600));
        durations.Add(Took(3600.5));
        durations.Add(Took(-10));
        durations.Add(JobSamples.New(JobStatus.Cancelled) with { CompletedAt = JobSamples.Start });

        var writer = new MetricsWriter();
        durations.Write(writer);
        var samples = Read(writer);
        const string Bucket = "linux_patch_api_job_duration_seconds_bucket";
        Assert.Equal(1, samples[Bucket + "{le=\"1\"}"]);
        Assert.Equal(2, samples[Bucket + "{le=\"5\"}"]);
        Assert.Equal(3, samples[Bucket + "{le=\"15\"}"]);
        Assert.Equal(4, samples[Bucket + "{le=\"3600\"}"]);
        Assert.Equal(5, samples[Bucket + "{le=\"+Inf\"}"]);
        Assert.Equal(5, samples["linux_patch_api_job_duration_seconds_count"]);
        Assert.Equal(7210.501, samples["linux_patch_api_job_duration_seconds_sum"]);
    }

    private static Job Ended(JobStatus status, int minute, JobOperation operation = JobOperation.PatchApply) =>
        JobSamples.New(status, operation) with { CompletedAt = JobSamples.Start.AddMinutes(minute) };

    private static Job Took(double seconds) => JobSamples.New(JobStatus.Completed) with
    {
        StartedAt = JobSamples.Start,
        CompletedAt = JobSamples.Start.AddSeconds(seconds),
    };

    private static double At(int minute) => JobSamples.Start.AddMinutes(minute).ToUnixTimeSeconds();

    private static IReadOnlyDictionary<string, double> Read(MetricsWriter writer) =>
        ExpositionFormat.Read(Encoding.UTF8.GetString(writer.ToBytes()));
}
