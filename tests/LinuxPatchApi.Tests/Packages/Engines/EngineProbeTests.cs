using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Engines;

public sealed class EngineProbeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeEngine _backend = new();
    private readonly EngineProbe _probe;

    public EngineProbeTests() => _probe = new EngineProbe(_backend, _time);

    [Fact]
    public async Task A_good_answer_is_believed_for_a_quarter_of_an_hour()
    {
        await _probe.NowAsync(default);
        await AssertAskedAgainAfterAsync(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_failure_is_doubted_after_half_a_minute()
    {
        _backend.Failure = new PackageFailure(JobErrorCode.BackendUnavailable, "gone", Retryable: true);
        await _probe.NowAsync(default);
        await AssertAskedAgainAfterAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>
    /// A job may be admitted in the moment in which the network comes back: PackageKit hears of it a little later than the job, and
    /// health would tell of a host that is offline for a quarter of an hour after the job was done.
    /// </summary>
    [Fact]
    public async Task That_the_host_is_offline_is_doubted_after_two_seconds()
    {
        _backend.Info = _backend.Info with { Offline = true };
        await _probe.NowAsync(default);
        await AssertAskedAgainAfterAsync(TimeSpan.FromSeconds(2));
    }

    private async Task AssertAskedAgainAfterAsync(TimeSpan age)
    {
        var revision = _probe.Revision;
        _time.Advance(age - TimeSpan.FromMilliseconds(1));
        Assert.False(_probe.Touch());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_probe.Touch());
        for (var deadline = DateTime.UtcNow.AddSeconds(10); _probe.Revision == revision && DateTime.UtcNow < deadline;)
        {
            await Task.Yield();
        }

        Assert.Equal(revision + 1, _probe.Revision);
    }
}
