using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Tests.Wire;

public sealed class UtcTimeTests
{
    [Theory]
    [InlineData("2026-11-24T12:00:00.0000000+00:00", "2026-11-24T12:00:00.000Z")]
    [InlineData("2026-11-24T12:00:00.1239999+00:00", "2026-11-24T12:00:00.123Z")]
    [InlineData("2026-01-01T00:30:00.5+02:00", "2025-12-31T22:30:00.500Z")]
    [InlineData("0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.9999999+00:00", "9999-12-31T23:59:59.999Z")]
    public void Time_is_written_in_utc_truncated_to_milliseconds(string time, string written) =>
        Assert.Equal(written, UtcTime.Format(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-11-24T12:00:00Z", "\"2026-11-24T12:00:00.000Z\"")]
    [InlineData("2026-11-24T12:00:00.1Z", "\"2026-11-24T12:00:00.100Z\"")]
    [InlineData("2026-11-24T12:00:00.1239999Z", "\"2026-11-24T12:00:00.123Z\"")]
    public void Time_in_a_document_has_three_decimals_always(string time, string written) => Assert.Equal(
        written,
        System.Text.Json.JsonSerializer.Serialize(
            UtcTime.Of(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture))));
}
