using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Caches;

/// <summary>What becomes of a refresh that another program's lock has prevented.</summary>
public sealed class MetadataRefresherTests : IDisposable
{
    private static readonly PackageFailure Held = new(JobErrorCode.Locked, "unable to lock database", Retryable: true);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeEngine _engine = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly MetadataRefresher _refresher;

    public MetadataRefresherTests() => _refresher = new MetadataRefresher(_engine, _clock);

    public void Dispose()
    {
        _shutdown.Cancel();
        _shutdown.Dispose();
    }

    [Fact]
    public async Task Case55_A_refresh_is_repeated_until_the_lock_of_another_program_is_free()
    {
        _engine.Refresh = _ => Task.FromResult(_engine.Refreshes < 4 ? Held : null);
        _ = _refresher.RepeatAsync(_shutdown.Token);
        Assert.Equal(Held, await _refresher.RefreshAsync(null, CancellationToken.None));
        await AdvanceUntilAsync(() => _refresher.LastFailure is null);
        Assert.Equal(4, _engine.Refreshes);

        // The next lock is no other case.
        _engine.Refresh = _ => Task.FromResult(_engine.Refreshes < 7 ? Held : null);
        Assert.Equal(Held, await _refresher.RefreshAsync(null, CancellationToken.None));
        await AdvanceUntilAsync(() => _refresher.LastFailure is null);
        Assert.Equal(7, _engine.Refreshes);
    }

    [Fact]
    public async Task Case55_A_lock_that_stays_is_given_up_until_somebody_asks_for_a_refresh()
    {
        _engine.Refresh = _ => Task.FromResult<PackageFailure?>(Held);
        _ = _refresher.RepeatAsync(_shutdown.Token);
        await _refresher.RefreshAsync(null, CancellationToken.None);
        await AdvanceUntilAsync(() => _engine.Refreshes == 1 + PackageLimits.LockedRefreshes);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        Assert.Equal(1 + PackageLimits.LockedRefreshes, _engine.Refreshes);

        // The first may join the last repeat, which has not quite ended.
        await _refresher.RefreshAsync(null, CancellationToken.None);
        await _refresher.RefreshAsync(null, CancellationToken.None);
        await AdvanceUntilAsync(() => _engine.Refreshes >= 2 + (2 * PackageLimits.LockedRefreshes));
    }

    [Theory]
    [InlineData(JobErrorCode.NetworkError, true)]
    [InlineData(JobErrorCode.Locked, false)]
    internal async Task Another_failure_is_not_repeated(JobErrorCode code, bool isRetryable)
    {
        var failure = new PackageFailure(code, "no", isRetryable);
        _engine.Refresh = _ => Task.FromResult<PackageFailure?>(failure);
        var repeating = _refresher.RepeatAsync(_shutdown.Token);
        Assert.Equal(failure, await _refresher.RefreshAsync(null, CancellationToken.None));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(repeating.IsCompleted);

        // A lock that comes later has its repeat, and the other failure had none before it.
        _engine.Refresh = _ => Task.FromResult(_engine.Refreshes == 2 ? Held : null);
        Assert.Equal(Held, await _refresher.RefreshAsync(null, CancellationToken.None));
        await AdvanceUntilAsync(() => _refresher.LastFailure is null);
        Assert.Equal(3, _engine.Refreshes);
    }

    [Fact]
    public async Task Each_refresh_that_fails_is_told_and_no_other()
    {
        var told = new List<PackageFailure>();
        _refresher.Failed += told.Add;
        await _refresher.RefreshAsync(null, CancellationToken.None);
        Assert.Empty(told);
        var refused = new PackageFailure(JobErrorCode.SignatureError, "NO_PUBKEY", Retryable: false);
        _engine.Refresh = _ => Task.FromResult<PackageFailure?>(refused);
        await _refresher.RefreshAsync(null, CancellationToken.None);
        Assert.Equal([refused], told);
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }
            _clock.Advance(PackageLimits.LockedRefreshPause);
            return false;
        },
        "the repeated refresh");
}
