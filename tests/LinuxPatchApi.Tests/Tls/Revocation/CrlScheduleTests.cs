using CsCheck;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls.Revocation;

public sealed class CrlScheduleTests
{
    /// <summary>Interval, failures, seconds until the list is due (-1 for no date), expected seconds without jitter.</summary>
    [Theory]
    [InlineData(3600, 0, -1, 3600)]
    [InlineData(3600, 0, 86_400, 3600)]
    [InlineData(3600, 0, 3600, 1800)]
    [InlineData(3600, 0, 30, 60)]
    [InlineData(3600, 1, 86_400, 60)]
    [InlineData(3600, 2, 86_400, 120)]
    [InlineData(3600, 6, 86_400, 1920)]
    [InlineData(3600, 7, 86_400, 3600)]
    [InlineData(3600, 1_000_000, 86_400, 3600)]
    [InlineData(60, 5, -1, 60)]
    public void Waits_are_the_interval_shorter_before_the_list_is_due_and_growing_after_failures(int interval, int failures, int left,
        int expected) =>
        Assert.Equal(expected, CrlSchedule.Next(
            TimeSpan.FromSeconds(interval), failures, left < 0 ? null : TimeSpan.FromSeconds(left), 0.5).TotalSeconds, precision: 3);

    [Fact]
    public void Jitter_stays_within_a_tenth_and_no_wait_is_shorter_than_the_first_retry_less_that() =>
        Gen.Select(Gen.Int[60, 604_800], Gen.Int[0, 100], Gen.Int[-100_000, 1_000_000], Gen.Double[0, 1])
            .Sample((interval, failures, left, random) =>
        {
            var wait = CrlSchedule.Next(TimeSpan.FromSeconds(interval), failures, TimeSpan.FromSeconds(left), random);
            return wait >= CrlSchedule.FirstRetry * 0.899 && wait <= TimeSpan.FromSeconds(interval) * 1.101;
        });
}
