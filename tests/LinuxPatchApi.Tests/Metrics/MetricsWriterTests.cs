using System.Text;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Tests.Metrics;

public sealed class MetricsWriterTests
{
    [Fact]
    public void Families_and_samples_are_written_as_the_format_wants_them()
    {
        var writer = new MetricsWriter();
        writer.Gauge("open", "Open ones.").Sample(3);
        writer.Counter("refused_total", "Refused ones.").Sample("reason", "wrong_usage", 2).Sample("reason", "a\"b\\c\nd", 0);
        var text = Encoding.UTF8.GetString(writer.ToBytes());
        Assert.Equal(
            """
            # HELP linux_patch_api_open Open ones.
            # TYPE linux_patch_api_open gauge
            linux_patch_api_open 3
            # HELP linux_patch_api_refused_total Refused ones.
            # TYPE linux_patch_api_refused_total counter
            linux_patch_api_refused_total{reason="wrong_usage"} 2
            linux_patch_api_refused_total{reason="a\"b\\c\nd"} 0

            """,
            text);
        Assert.Equal(3, ExpositionFormat.Read(text).Count);
    }

    [Theory]
    [InlineData("NoCertificate", "no_certificate")]
    [InlineData("Other", "other")]
    public void Word_of_the_code_is_a_word_of_the_label(string name, string expected) => Assert.Equal(expected, MetricsWriter.LabelValue(name));

    [Fact]
    public void Requests_are_counted_by_class()
    {
        var counts = new RequestCounts();
        foreach (var status in new[] { 200, 204, 101, 404, 503, 0 })
        {
            counts.Add(status, isLimited: false);
        }
        counts.Add(429, isLimited: true);
        Assert.Equal([1, 1, 2, 0, 2, 1], Enumerable.Range(0, 6).Select(counts.Of));
        Assert.Equal(1, counts.Limited);
    }

    [Theory]
    [InlineData("x 1\n")]
    [InlineData("# HELP x y\n# TYPE x gauge\nx 1")]
    [InlineData("# HELP x y\n# TYPE x counter\nx 1\n")]
    [InlineData("# HELP x y\n# TYPE x gauge\nx 1\nx 1\n")]
    [InlineData("# HELP x y\n# TYPE x gauge\nx{a=b} 1\n")]
    [InlineData("# HELP x y\n# TYPE z gauge\nx 1\n")]
    public void Reader_of_the_tests_is_strict(string text) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ExpositionFormat.Read(text));
}
