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

    [Fact]
    public async Task A_refresh_that_was_asked_for_and_failed_is_a_warning_of_the_list_with_its_reason()
    {
        _bench.Install("web=1");
        var freshness = new Freshness(_bench.Patches, _bench.Refresher, () => TimeSpan.FromHours(1), _bench.Clock);
        Assert.Null((await RequestedAge.MeetAsync(TimeSpan.Zero, freshness, CancellationToken.None)).Warning);
        _bench.Clock.Advance(TimeSpan.FromMinutes(2));
        _bench.Backend.Refresh = _ => Task.FromResult<LinuxPatchApi.Packages.Model.PackageFailure?>(
            new(LinuxPatchApi.Jobs.Model.JobErrorCode.NetworkError, "no route", Retryable: true));
        foreach (var seconds in (int[])[0, 60])
        {
            var age = await RequestedAge.MeetAsync(TimeSpan.FromSeconds(seconds), freshness, CancellationToken.None);
            Assert.True(age.IsStale);
            Assert.Equal(["other", "the lists could not be refreshed: no route"], age.With(["other"]));
            Assert.NotEqual(default(RequestedAge).Reason(null), age.Reason(null));
        }

        Assert.Null((await RequestedAge.MeetAsync(null, freshness, CancellationToken.None)).Warning);
    }
}
