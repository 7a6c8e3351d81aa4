using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Tests.Api.Input;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class RequestedAgeTests : IDisposable
{
    private readonly PlannerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0, true)]
    [InlineData(PackageLimits.MaxAgeSeconds, true)]
    [InlineData(PackageLimits.MaxAgeSeconds + 1, false)]
    [InlineData(-1, false)]
    public void Case23_Age_is_a_number_of_seconds_within_its_limits(int seconds, bool isAccepted)
    {
        var query = Inputs.Query($"max_age={seconds}");
        Assert.Equal(isAccepted ? TimeSpan.FromSeconds(seconds) : null, RequestedAge.Read(query));
        Assert.Equal(isAccepted ? null : "max_age", query.Finish()?.Field);
    }

    [Fact]
    public async Task Case23_Request_with_an_age_waits_for_the_refresh_and_one_without_does_not()
    {
        _bench.Install("web=1");
        var freshness = new Freshness(_bench.Patches, _bench.Refresher, () => TimeSpan.FromHours(1), _bench.Clock);
        Assert.False((await RequestedAge.MeetAsync(TimeSpan.Zero, freshness, CancellationToken.None)).IsStale);
        Assert.Equal(1, _bench.Backend.Refreshes);
        _bench.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False((await RequestedAge.MeetAsync(null, freshness, CancellationToken.None)).IsStale);
        Assert.Equal(1, _bench.Backend.Refreshes);
        _bench.Backend.Refresh = _ => Task.FromResult<LinuxPatchApi.Packages.Model.PackageFailure?>(
            new(LinuxPatchApi.Jobs.Model.JobErrorCode.NetworkError, "no route", Retryable: true));
        Assert.True((await RequestedAge.MeetAsync(TimeSpan.FromMinutes(1), freshness, CancellationToken.None)).IsStale);
    }
}
