using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Jobs.Store;

/// <summary>The test's host has been up for ten days.</summary>
public sealed class HistoryClockTests
{
    private static readonly TimeSpan Up = TimeSpan.FromDays(10);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(0, TimeSpan.Zero).Add(Up));

    /// <summary>A container moves, with its records, to a host that has been up for longer, or for less.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Case61_Uptime_of_another_host_is_no_time_that_has_passed(int daysUpBefore)
    {
        var mark = new ClockMark(5000, (long)TimeSpan.FromDays(daysUpBefore).TotalMilliseconds, 1);
        Assert.Equal(TimeSpan.Zero, new HistoryClock(mark, _time, 2).AgeOf(5000));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(null, 1)]
    [InlineData(1, null)]
    public void Case61_Time_of_the_same_boot_counts_and_so_does_that_of_records_without_one(int? before, int? now)
    {
        var mark = new ClockMark(5000, (long)TimeSpan.FromDays(9).TotalMilliseconds, before);
        var clock = new HistoryClock(mark, _time, now);
        Assert.Equal(TimeSpan.FromDays(1), clock.AgeOf(5000));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromHours(25), clock.AgeOf(5000));
        Assert.Equal(now, clock.Now().Boot);
    }

    [Theory]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e", 0x0f8fad5b)]
    [InlineData("ffffffff-d9cb-469f-a165-70867728950e", -1)]
    [InlineData("unknown", null)]
    [InlineData("not hexadecimal", null)]
    [InlineData(null, null)]
    public void Boot_is_the_beginning_of_the_kernels_id(string? id, int? boot) => Assert.Equal(boot, ClockMark.BootOf(id));
}
