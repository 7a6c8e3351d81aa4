using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Tests.Timing;

public sealed class UtcTextTests
{
    [Fact]
    public void Time_of_another_zone_is_told_in_utc() =>
        Assert.Equal("2026-01-01T00:30:05Z", UtcText.Of(new DateTimeOffset(2026, 1, 1, 2, 30, 5, 900, TimeSpan.FromHours(2))));
}
