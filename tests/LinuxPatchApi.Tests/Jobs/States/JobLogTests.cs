using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Tests.Jobs.States;

public sealed class JobLogTests
{
    [Fact]
    public void Line_carries_its_time_in_utc() =>
        Assert.Equal(["2026-03-01T12:00:00Z hello"], JobLog.Append([], JobSamples.Start, "hello"));

    [Theory]
    [InlineData("a\nb", "a b")]
    [InlineData("\u001b[31mred", " [31mred")]
    [InlineData("tab\there\0", "tab here ")]
    [InlineData("\u0085next", " next")]
    public void Control_characters_become_spaces(string line, string expected) => Assert.Equal(expected, JobLog.Clean(line));

    [Fact]
    public void Line_at_the_limit_stays_and_one_above_is_cut()
    {
        Assert.Equal(new string('x', JobLimits.LogLineLength), JobLog.Clean(new string('x', JobLimits.LogLineLength)));
        Assert.Equal(new string('x', JobLimits.LogLineLength) + "…", JobLog.Clean(new string('x', JobLimits.LogLineLength + 1)));
    }

    [Fact]
    public void Oldest_line_falls_out_when_one_is_too_many()
    {
        IReadOnlyList<string> lines = [];
        for (var i = 0; i <= JobLimits.LogLines; i++)
        {
            lines = JobLog.Append(lines, JobSamples.Start, $"line {i}");
        }
        Assert.Equal(JobLimits.LogLines, lines.Count);
        Assert.EndsWith(" line 1", lines[0], StringComparison.Ordinal);
        Assert.EndsWith($" line {JobLimits.LogLines}", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Previous_list_is_not_changed()
    {
        var previous = JobLog.Append([], JobSamples.Start, "a");
        JobLog.Append(previous, JobSamples.Start, "b");
        Assert.Single(previous);
    }
}
