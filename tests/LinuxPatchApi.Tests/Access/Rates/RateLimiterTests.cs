using System.Net;
using CsCheck;
using LinuxPatchApi.Access.Rates;
using LinuxPatchApi.Configuration.Sections;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Access.Rates;

public sealed class RateLimiterTests
{
    private static readonly IPAddress A = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress B = IPAddress.Parse("2001:db8::1");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Three certificates, three addresses, reads and changes in any order with any pauses.</summary>
    [Fact]
    public void Limiter_agrees_with_a_model_of_plain_counters() => Gen.Select(
        Gen.Select(Gen.Int[1, 600], Gen.Int[1, 5], Gen.Int[1, 600], Gen.Int[1, 5]),
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Bool, Gen.OneOf(Gen.Const(0), Gen.Int[0, 90_000])).Array[1, 60]).Sample(
        (rates, requests) =>
        {
            var clock = new FakeTimeProvider();
            var settings = new RateLimitSettings(true, rates.Item1, rates.Item2, rates.Item3, rates.Item4);
            var limiter = new Limits(() => settings, clock);
            var model = new Dictionary<(string, int, bool), (long Credit, long At)>();
            foreach ((var certificate, var address, var change, var pause) in requests)
            {
                clock.Advance(TimeSpan.FromMilliseconds(pause));
                (var perMinute, var burst) = change ? (rates.Item1, rates.Item2) : (rates.Item3, rates.Item4);
                var price = ((60 * clock.TimestampFrequency) + perMinute - 1) / perMinute;
                var now = clock.GetTimestamp();
                (string, int, bool)[] keys = [("certificate", certificate, change), ("address", address, change)];
                foreach (var key in keys)
                {
                    (var credit, var at) = model.GetValueOrDefault(key, (price * burst, now));
                    model[key] = (Math.Min(price * burst, credit + now - at), now);
                }
                var lacking = keys.Max(key => price - model[key].Credit);
                if (lacking <= 0)
                {
                    Array.ForEach(keys, key => model[key] = (model[key].Credit - price, now));
                }
                var wait = limiter.Take($"c{certificate}", IPAddress.Parse($"192.0.2.{address}"), change);
                Assert.Equal(lacking <= 0 ? null : new TimeSpan(lacking), wait);
            }
        }, iter: 2000);

    [Fact]
    public void Token_is_available_after_the_returned_wait_and_not_just_before() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 20]).Sample((perMinute, burst) =>
        {
            var clock = new FakeTimeProvider();
            var limiter = new Limits(() => new RateLimitSettings(true, perMinute, burst, 1, 1), clock);
            for (var i = 0; i < burst; i++)
            {
                Assert.Null(limiter.Take("f", A, change: true));
            }
            var wait = limiter.Take("f", A, change: true)!.Value;
            clock.Advance(wait - new TimeSpan(1));
            Assert.NotNull(limiter.Take("f", A, change: true));
            clock.Advance(new TimeSpan(1));
            Assert.Null(limiter.Take("f", A, change: true));
        });

    [Fact]
    public void Reads_and_changes_have_their_own_buckets()
    {
        var limiter = Limiter(new RateLimitSettings(true, 60, 1, 60, 2));
        Assert.Null(limiter.Take("f", A, change: true));
        Assert.Equal(TimeSpan.FromSeconds(1), limiter.Take("f", A, change: true));
        Assert.Null(limiter.Take("f", A, change: false));
        Assert.Null(limiter.Take("f", A, change: false));
        Assert.NotNull(limiter.Take("f", A, change: false));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limiter.Take("f", A, change: true));
    }

    [Fact]
    public void Neither_another_address_nor_another_certificate_gives_more()
    {
        var limiter = Limiter(new RateLimitSettings(true, 60, 1, 60, 1));
        Assert.Null(limiter.Take("f", A, change: true));
        Assert.NotNull(limiter.Take("f", B, change: true));
        Assert.NotNull(limiter.Take("g", A, change: true));
        // The refused requests took no token.
        Assert.Null(limiter.Take("g", B, change: true));
    }

    [Fact]
    public void Wall_clock_does_not_matter()
    {
        var clock = new JumpingClock();
        var limiter = new Limits(() => new RateLimitSettings(true, 60, 1, 60, 1), clock);
        Assert.Null(limiter.Take("f", A, change: true));
        foreach (var days in new[] { 1, -10, 400 })
        {
            clock.Jump(TimeSpan.FromDays(days));
            Assert.Equal(TimeSpan.FromSeconds(1), limiter.Take("f", A, change: true));
        }
    }

    [Fact]
    public void Limits_follow_the_settings_and_can_be_off()
    {
        var settings = new RateLimitSettings(true, 1, 1000, 1, 1);
        var limiter = new Limits(() => settings, _clock);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(limiter.Take("f", A, change: true));
        }
        Assert.Equal(TimeSpan.FromMinutes(1), limiter.Take("f", A, change: true));
        settings = settings with { DestructivePerMinute = 60, DestructiveBurst = 5 };
        // The thousand minutes of debt from the slower rate are dropped.
        Assert.Equal(TimeSpan.FromSeconds(1), limiter.Take("f", A, change: true));
        settings = settings with { Enabled = false };
        Assert.Null(limiter.Take("f", A, change: true));
    }

    [Fact]
    public async Task Concurrent_requests_get_exactly_the_burst_and_then_exactly_the_new_tokens()
    {
        var limiter = Limiter(new RateLimitSettings(true, 60, 70, 60, 90));
        Assert.Equal(70, await AtOnceAsync(i => limiter.Take("f", A, change: true)));
        Assert.Equal(90, await AtOnceAsync(i => limiter.Take("f", A, change: false)));
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(7, await AtOnceAsync(i => limiter.Take("f", A, change: true)));
        // Limited by address for any number of certificates, and by certificate for any number of addresses.
        Assert.Equal(7, await AtOnceAsync(i => limiter.Take($"g{i}", A, change: false)));
        Assert.Equal(70, await AtOnceAsync(i => limiter.Take("h", IPAddress.Parse($"198.51.100.{i % 250}"), change: true)));
    }

    [Fact]
    public void Table_is_bounded_and_a_flood_does_not_evict_a_client_without_tokens()
    {
        var limiter = Limiter(new RateLimitSettings(true, 1, 2, 1, 1));
        Assert.Null(limiter.Take("mine", A, change: true));
        Assert.Null(limiter.Take("mine", A, change: true));
        for (var i = 0; i < 5000; i++)
        {
            Assert.Null(limiter.Take($"f{i}", new IPAddress(0x0A000000 + i), change: true));
            Assert.True(limiter.Entries <= RateLimits.MaxEntries);
        }
        Assert.NotNull(limiter.Take("mine", B, change: true));
        Assert.NotNull(limiter.Take("other", A, change: true));
    }

    [Fact]
    public void Refused_requests_do_not_evict_a_client_without_tokens()
    {
        var limiter = Limiter(new RateLimitSettings(true, 1, 1, 1, 1));
        Assert.Null(limiter.Take("mine", A, change: true));
        for (var i = 0; i < 5000; i++)
        {
            // A new certificate each time, refused by its address.
            Assert.NotNull(limiter.Take($"f{i}", A, change: true));
        }
        Assert.NotNull(limiter.Take("mine", B, change: true));
    }

    [Fact]
    public void New_client_is_served_though_the_table_is_full()
    {
        var limiter = Limiter(new RateLimitSettings(true, 1, 1, 1, 1));
        for (var i = 0; i < RateLimits.MaxEntries; i++)
        {
            Assert.Null(limiter.Take($"f{i}", new IPAddress(0x0A000000 + i), change: true));
        }
        Assert.Null(limiter.Take("new", A, change: true));
    }

    private Limits Limiter(RateLimitSettings settings) => new(() => settings, _clock);

    private static async Task<int> AtOnceAsync(Func<int, TimeSpan?> take)
    {
        var taken = 0;
        using var start = new Barrier(8);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (var i = 0; i < 250; i++)
                {
                    Interlocked.Add(ref taken, take((worker * 250) + i) is null ? 1 : 0);
                }
            },
            TaskCreationOptions.LongRunning)));
        return taken;
    }

    /// <summary>The limiter with settings that may change.</summary>
    private sealed class Limits(Func<RateLimitSettings> settings, TimeProvider clock)
    {
        private readonly RateLimiter _limiter = new(clock);

        public int Entries => _limiter.Entries;

        public TimeSpan? Take(string fingerprint, IPAddress address, bool change) =>
            _limiter.Take(settings(), fingerprint, address, change);
    }

    /// <summary>A clock whose date jumps while its timestamps stand still.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => 1_000_000_000;

        public void Jump(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => 5;
    }
}
