using CsCheck;
using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Configuration.Sections;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Access.Rates;

public sealed class RateLimiterTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Start);

    [Fact]
    public void Never_more_than_the_burst_and_the_rate_since_then() => Gen.Select(
        Gen.Int[1, 60], Gen.Int[1, 20], Gen.Int[0, 30_000].Array[1, 200]).Sample((perMinute, burst, pauses) =>
        {
            var now = Start;
            var bucket = TokenBucket.Full(burst, now);
            var taken = 0;
            return pauses.All(pause =>
            {
                now += TimeSpan.FromMilliseconds(pause);
                (bucket, var wait) = bucket.Take(perMinute, burst, now);
                taken += wait is null ? 1 : 0;
                return taken <= burst + ((now - Start).TotalMinutes * perMinute) + 1e-6;
            });
        }, iter: 1000);

    [Fact]
    public void After_the_wait_that_was_told_there_is_a_token_and_just_before_there_is_none() =>
        Gen.Select(Gen.Int[1, 600], Gen.Int[1, 5]).Sample((perMinute, burst) =>
    {
        var bucket = TokenBucket.Full(burst, Start);
        TimeSpan? wait = null;
        while (wait is null)
        {
            (bucket, wait) = bucket.Take(perMinute, burst, Start);
        }
        return bucket.Take(perMinute, burst, Start + wait.Value - TimeSpan.FromMilliseconds(1)).Wait is not null
            && bucket.Take(perMinute, burst, Start + wait.Value + TimeSpan.FromMilliseconds(1)).Wait is null;
    });

    [Fact]
    public void Clock_that_goes_back_gives_nothing()
    {
        var (bucket, _) = TokenBucket.Full(1, Start).Take(60, 1, Start);
        (_, var wait) = bucket.Take(60, 1, Start - TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(1), wait);
    }

    [Fact]
    public async Task Many_at_once_get_no_more_than_the_burst()
    {
        var limiter = Limiter(new RateLimitSettings(true, 1, 7, 1, 9));
        var taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                Interlocked.Add(ref taken, limiter.Take("f", "a", change: true) is null ? 1 : 0);
            }
        })));
        Assert.Equal(7, taken);
    }

    [Fact]
    public void Reads_and_changes_certificates_and_addresses_have_their_own_buckets()
    {
        var limiter = Limiter(new RateLimitSettings(true, 60, 1, 60, 2));
        Assert.Null(limiter.Take("f", "a", change: true));
        Assert.Equal(TimeSpan.FromSeconds(1), limiter.Take("f", "a", change: true));
        Assert.Null(limiter.Take("f", "a", change: false));
        Assert.Null(limiter.Take("f", "a", change: false));
        Assert.NotNull(limiter.Take("f", "a", change: false));
        Assert.Null(limiter.Take("g", "a", change: true));
        Assert.Null(limiter.Take("f", "b", change: true));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limiter.Take("f", "a", change: true));
    }

    [Fact]
    public void Limits_follow_the_settings_and_may_be_off()
    {
        var settings = new RateLimitSettings(true, 1, 1, 1, 1);
        var limiter = new RateLimiter(() => settings, _clock);
        Assert.Null(limiter.Take("f", "a", change: true));
        Assert.NotNull(limiter.Take("f", "a", change: true));
        settings = settings with { Enabled = false };
        Assert.Null(limiter.Take("f", "a", change: true));
    }

    [Fact]
    public void Client_in_use_is_not_forgotten_for_a_flood_of_others()
    {
        var limiter = Limiter(new RateLimitSettings(true, 1, 1, 1, 1));
        Assert.Null(limiter.Take("mine", "a", change: true));
        for (var i = 0; i < 5000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            limiter.Take($"f{i}", "a", change: true);
            Assert.NotNull(limiter.Take("mine", "a", change: true));
        }
    }

    private RateLimiter Limiter(RateLimitSettings settings) => new(() => settings, _clock);
}
