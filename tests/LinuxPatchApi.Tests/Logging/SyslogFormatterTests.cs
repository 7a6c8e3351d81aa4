using System.Text;
using LinuxPatchApi.Logging.Syslog;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Tests.Logging;

public sealed class SyslogFormatterTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 24, 7, 8, 9, 12, TimeSpan.FromHours(2));
    private static readonly SyslogFormatter Formatter = new("host.example", "linux-patch-api", 42);

    [Theory]
    [InlineData(LogLevel.Critical, 26)]
    [InlineData(LogLevel.Error, 27)]
    [InlineData(LogLevel.Warning, 28)]
    [InlineData(LogLevel.Information, 30)]
    [InlineData(LogLevel.Debug, 31)]
    [InlineData(LogLevel.Trace, 31)]
    public void Message_is_as_RFC_5424_has_it(LogLevel level, int priority) =>
        Assert.Equal($"<{priority}>1 2026-11-24T05:08:09.012Z host.example linux-patch-api 42 JobDone - Jobs: done",
            Text(level, "JobDone", "done"));

    [Fact]
    public void Missing_parts_are_hyphens()
    {
        var bare = new SyslogFormatter("", "linux-patch-api", 1);

        Assert.Equal("<30>1 2026-11-24T05:08:09.012Z - linux-patch-api 1 - - c: t",
            Encoding.UTF8.GetString(bare.Format(new SyslogRecord(Time, LogLevel.Information, "c", null, "t"), 2048)));
    }

    [Fact]
    public void Line_feeds_cannot_begin_another_message() =>
        Assert.EndsWith("Jobs: one <0>1 two\\u000D\\u0000", Text(LogLevel.Information, null, "one\n<0>1 two\r\0"),
            StringComparison.Ordinal);

    [Fact]
    public void Text_beyond_ASCII_is_marked_as_UTF8()
    {
        var message = Formatter.Format(new SyslogRecord(Time, LogLevel.Information, "c", null, "grün"), 2048);

        var mark = message.AsSpan().IndexOf(Encoding.UTF8.Preamble);
        Assert.Equal("c: grün", Encoding.UTF8.GetString(message.AsSpan(mark + 3)));
    }

    [Fact]
    public void Long_message_is_cut_at_the_limit_and_never_within_a_character()
    {
        for (var limit = 100; limit < 120; limit++)
        {
            var message = Formatter.Format(new SyslogRecord(Time, LogLevel.Information, "c", null, new string('ü', 100)), limit);

            Assert.InRange(message.Length, limit - 1, limit);
            Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(message));
        }
        var exact = Formatter.Format(new SyslogRecord(Time, LogLevel.Information, "c", null, "12345"), 2048).Length;
        Assert.Equal(exact, Formatter.Format(new SyslogRecord(Time, LogLevel.Information, "c", null, "12345"), exact).Length);
        Assert.Equal(exact - 1, Formatter.Format(new SyslogRecord(Time, LogLevel.Information, "c", null, "12345"), exact - 1).Length);
    }

    [Fact]
    public void Frame_counts_octets() => Assert.Equal("5 hello", Encoding.ASCII.GetString(SyslogFormatter.Frame("hello"u8.ToArray())));

    private static string Text(LogLevel level, string? id, string text) =>
        Encoding.UTF8.GetString(Formatter.Format(new SyslogRecord(Time, level, "Jobs", id, text), 2048));
}
