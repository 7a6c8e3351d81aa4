using LinuxPatchApi.ServiceManager;

namespace LinuxPatchApi.Tests.ServiceManager;

public sealed class NotifyMessageTests
{
    [Fact]
    public void Messages_are_as_the_manual_page_has_them()
    {
        Assert.Equal("READY=1", NotifyMessage.Ready);
        Assert.Equal("STOPPING=1", NotifyMessage.Stopping);
        Assert.Equal("WATCHDOG=1", NotifyMessage.Watchdog);
        Assert.Equal("RELOADING=1\nMONOTONIC_USEC=123456", NotifyMessage.Reloading(123456));
        Assert.Equal("EXTEND_TIMEOUT_USEC=1500000", NotifyMessage.ExtendTimeout(TimeSpan.FromSeconds(1.5)));
        Assert.Equal("EXTEND_TIMEOUT_USEC=1", NotifyMessage.ExtendTimeout(TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void Status_cannot_smuggle_in_another_assignment()
    {
        Assert.Equal("STATUS=a READY=1", NotifyMessage.Status("a\nREADY=1"));
        Assert.Equal("STATUS=" + new string('x', 200), NotifyMessage.Status(new string('x', 201)));
    }

    [Theory]
    [InlineData("30000000", null, 30)]
    [InlineData("30000000", "", 30)]
    [InlineData("30000000", "42", 30)]
    [InlineData("30000000", "43", null)]
    [InlineData("0", "42", null)]
    [InlineData("-1", "42", null)]
    [InlineData("18446744073709551615", "42", null)]
    [InlineData("9223372036854775807", "42", null)]
    [InlineData("x", "42", null)]
    [InlineData(null, null, null)]
    public void Watchdog_period_is_ours_only_when_the_process_is(string? microseconds, string? process, int? seconds) =>
        Assert.Equal(seconds is { } value ? TimeSpan.FromSeconds(value) : null, WatchdogPeriod.Parse(microseconds, process, 42));
}
