using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Host.Restarts;

public sealed class RestartCacheTests
{
    private readonly FakeTimeProvider _clock = new(JobSamples.Start);
    private readonly List<TaskCompletionSource<ScanResult>> _scans = [];
    private readonly RestartCache _cache;

    public RestartCacheTests() => _cache = new RestartCache(
        () =>
        {
            var scan = new TaskCompletionSource<ScanResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_scans)
            {
                _scans.Add(scan);
            }

            return scan.Task;
        },
        _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_who_ask_together_share_one_scan_and_it_answers_for_a_while()
    {
        var first = _cache.CurrentAsync(Stop);
        var second = _cache.CurrentAsync(Stop);
        var result = await EndAsync(1);
        Assert.Same(result, await first);
        Assert.Same(result, await second);
        _clock.Advance(RestartLimits.ScanAge - TimeSpan.FromMilliseconds(1));
        Assert.Same(result, await _cache.CurrentAsync(Stop));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var third = _cache.CurrentAsync(Stop);
        Assert.Same(await EndAsync(2), await third);
    }

    [Fact]
    public async Task Who_needs_a_fresh_one_waits_for_the_one_under_way_and_gets_the_next()
    {
        var old = _cache.CurrentAsync(Stop);
        await BegunAsync(1);
        var fresh = _cache.FreshAsync(Stop);
        var first = await EndAsync(1);
        Assert.Same(first, await old);
        var second = await EndAsync(2);
        Assert.Same(second, await Eventually.SoonAsync(fresh));
        Assert.NotSame(first, second);
    }

    [Fact]
    public async Task Who_waits_for_none_gets_the_last_and_starts_another_when_it_is_old()
    {
        Assert.Null(_cache.Latest(RestartLimits.MetricsAge));
        var first = await EndAsync(1);
        Assert.Same(first, await _cache.CurrentAsync(Stop));
        _clock.Advance(RestartLimits.MetricsAge - TimeSpan.FromMilliseconds(1));
        Assert.Same(first, _cache.Latest(RestartLimits.MetricsAge));
        lock (_scans)
        {
            Assert.Single(_scans);
        }

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Same(first, _cache.Latest(RestartLimits.MetricsAge));
        var second = await EndAsync(2);
        Assert.Same(second, await _cache.CurrentAsync(Stop));
    }

    [Fact]
    public async Task One_who_goes_away_does_not_end_the_scan_of_the_others()
    {
        using var gone = new CancellationTokenSource();
        var first = _cache.CurrentAsync(gone.Token);
        var second = _cache.CurrentAsync(Stop);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Same(await EndAsync(1), await second);
    }

    [Fact]
    public async Task Scan_that_dies_is_repeated()
    {
        var first = _cache.CurrentAsync(Stop);
        await BegunAsync(1);
        _scans[0].SetException(new InvalidOperationException("a bug"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        var second = _cache.CurrentAsync(Stop);
        Assert.Same(await EndAsync(2), await second);
    }

    private Task BegunAsync(int count) => Eventually.TrueAsync(
        () =>
        {
            lock (_scans)
            {
                return _scans.Count == count;
            }
        },
        $"scan {count} begins");

    private async Task<ScanResult> EndAsync(int number)
    {
        await BegunAsync(number);
        var result = new ScanResult(new RestartScan(_clock.GetUtcNow(), number, 0, []), true, null);
        _scans[number - 1].SetResult(result);
        return result;
    }
}
