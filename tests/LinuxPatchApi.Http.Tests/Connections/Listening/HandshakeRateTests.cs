using System.Net;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections.Listening;

public sealed class HandshakeRateTests
{
    private static readonly HttpLimits Limits =
        new() { HandshakesPerSecondPerAddress = 10, HandshakeBurst = 3, HandshakeRateAddresses = 4 };
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Burst_is_allowed_then_the_rate_holds()
    {
        var rate = new HandshakeRate(Limits, _time);
        Assert.Equal(3, Taken(rate, "192.0.2.1", 5));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(rate.TryTake(IPAddress.Parse("192.0.2.1")));
        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal(1, Taken(rate, "192.0.2.1", 5));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3, Taken(rate, "192.0.2.1", 5));
    }

    [Fact]
    public void Clock_that_is_set_back_changes_nothing()
    {
        var clock = new SetBackClock(_time);
        var rate = new HandshakeRate(Limits, clock);
        Assert.Equal(3, Taken(rate, "192.0.2.1", 5));
        clock.Offset = TimeSpan.FromDays(-30);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, Taken(rate, "192.0.2.1", 5));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", 6)]
    [InlineData("2001:db8::1", "2001:db8::2", 3)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", 6)]
    public void Address_has_a_bucket_of_its_own_and_an_IPv6_network_of_64_bits_shares_one(string one, string other, int expected)
    {
        var rate = new HandshakeRate(Limits, _time);
        Assert.Equal(expected, Taken(rate, one, 3) + Taken(rate, other, 3));
    }

    [Fact]
    public void Table_does_not_grow_and_forgets_full_buckets_first()
    {
        var rate = new HandshakeRate(Limits, _time);
        for (var i = 1; i <= 3; i++)
        {
            Taken(rate, $"192.0.2.{i}", 1);
        }
        _time.Advance(TimeSpan.FromSeconds(10));
        Taken(rate, "192.0.2.99", 3);
        Taken(rate, "192.0.2.100", 1);
        Assert.Equal(2, rate.Count);
        Assert.Equal(0, Taken(rate, "192.0.2.99", 1));
    }

    [Fact]
    public void Table_of_busy_addresses_gives_up_the_one_with_most_left()
    {
        var rate = new HandshakeRate(Limits, _time);
        Taken(rate, "192.0.2.1", 3);
        Taken(rate, "192.0.2.2", 2);
        Taken(rate, "192.0.2.3", 3);
        Taken(rate, "192.0.2.4", 3);
        Taken(rate, "192.0.2.5", 1);
        Assert.Equal(4, rate.Count);
        Assert.Equal((0, 3), (Taken(rate, "192.0.2.1", 3), Taken(rate, "192.0.2.2", 3)));
    }

    [Fact]
    public async Task Handshakes_beyond_the_rate_are_closed_without_a_byte_and_counted_and_told_once()
    {
        await using var server = TestServer.Tls(change: options => options with
        {
            Time = _time,
            Limits = new HttpLimits { HandshakesPerSecondPerAddress = 1, HandshakeBurst = 2 },
        });
        await using var first = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await using var second = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        for (var i = 1; i <= 3; i++)
        {
            Assert.Empty(await RawClient.ReadFromClosingAsync(server.Endpoint));
            await server.UntilAsync(() => server.Http.Counters.NotAdmitted(Admission.TooFast) == i);
        }
        Assert.Single(server.Log.Records, record => record.Id == 1003 && record.Level == LogLevel.Information);
        _time.Advance(TimeSpan.FromSeconds(1));
        await using var third = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await third.SendAsync("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(200, (await third.ReceiveAsync())!.Status);
        Assert.Equal((3, 0), (server.Http.Counters.OverLimit, server.Http.Counters.NotAdmitted(Admission.TooManyHandshakes)));
    }

    private static int Taken(HandshakeRate rate, string address, int attempts) =>
        Enumerable.Range(0, attempts).Count(_ => rate.TryTake(IPAddress.Parse(address)));

    /// <summary>A wall clock that can be set, on a monotonic one that cannot.</summary>
    private sealed class SetBackClock(FakeTimeProvider inner) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

        public override long GetTimestamp() => inner.GetTimestamp();
    }
}
