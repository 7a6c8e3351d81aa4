using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Tests.Timing;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 120)]
    [InlineData(5, 960)]
    [InlineData(7, 3600)]
    [InlineData(int.MaxValue, 3600)]
    public void Wait_doubles_with_each_failure_up_to_the_longest(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(failures, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)));

    [Theory]
    [InlineData(0, 90)]
    [InlineData(0.5, 100)]
    [InlineData(1, 110)]
    public void Wait_varies_by_a_tenth(double random, int seconds) =>
        Assert.Equal(seconds, Backoff.Vary(TimeSpan.FromSeconds(100), random).TotalSeconds, 6);
}
