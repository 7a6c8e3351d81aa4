using LinuxPatchApi.Audit;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditRecallTests : IDisposable
{
    private readonly AuditSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Ends_of_jobs_are_found_and_torn_lines_skipped()
    {
        var job = Guid.NewGuid();
        var store = _samples.Store();
        Assert.Null(store.Append([_samples.Entry("/a")]));
        var since = _samples.Clock.GetUtcNow();
        _samples.Clock.Advance(TimeSpan.FromMinutes(1));
        var client = new AuditClient("CN=m", "0A", "", "");
        Assert.Null(store.Append(
        [
            new AuditEntry.JobEnded(
                _samples.Clock.GetUtcNow(), job, Guid.NewGuid(), client, "install", "completed", null, "done", null, []),
        ]));
        File.AppendAllText(_samples.LogPath, "{\"seq\":3,\"kind\":\"job_end\"");
        var recall = AuditRecall.Read(_samples.LogPath);
        Assert.Equal(since, recall.Since);
        Assert.Equal([$"{job}"], recall.Ended);
    }

    [Fact]
    public void Without_a_log_nothing_is_recalled()
    {
        Assert.Null(AuditRecall.Read(_samples.LogPath).Since);
    }
}
