using System.Net;
using LinuxPatchApi.Http.Connections;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class RepeatFilterTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Case34_A_flood_of_refusals_is_one_line_a_minute_with_its_count()
    {
        var told = new RepeatFilter(_clock, Minute, 10);
        Assert.Equal(1, told.Count(IPAddress.Loopback, 1));
        for (var i = 0; i < 500; i++)
        {
            Assert.Null(told.Count(IPAddress.Loopback, 1));
        }
        _clock.Advance(Minute);
        Assert.Equal(501, told.Count(IPAddress.Loopback, 1));
        Assert.Null(told.Count(IPAddress.Loopback, 1));
    }

    [Fact]
    public void Another_address_or_reason_is_told_at_once_but_not_another_address_of_the_same_network()
    {
        var told = new RepeatFilter(_clock, Minute, 10);
        Assert.Equal(1, told.Count(IPAddress.Parse("2001:db8::1"), 1));
        Assert.Equal(1, told.Count(IPAddress.Parse("2001:db8::1"), 2));
        Assert.Equal(1, told.Count(IPAddress.Parse("2001:db8:0:1::1"), 1));
        Assert.Null(told.Count(IPAddress.Parse("2001:db8::2"), 1));
    }

    [Fact]
    public void What_finds_no_room_shares_one_line()
    {
        var told = new RepeatFilter(_clock, Minute, 2);
        Assert.Equal(1, told.Count(IPAddress.Parse("192.0.2.1"), 1));
        Assert.Equal(1, told.Count(IPAddress.Parse("192.0.2.2"), 1));
        Assert.Equal(1, told.Count(IPAddress.Parse("192.0.2.3"), 1));
        Assert.Null(told.Count(IPAddress.Parse("192.0.2.4"), 1));
        _clock.Advance(Minute);
        Assert.Equal(1, told.Count(IPAddress.Parse("192.0.2.5"), 1));
    }
}
