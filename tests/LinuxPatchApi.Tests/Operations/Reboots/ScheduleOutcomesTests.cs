using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Reboots;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>What holds for a reboot that logind was asked to schedule and did not answer.</summary>
public sealed class ScheduleOutcomesTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(HostFailureReason.TimedOut, true)]
    [InlineData(HostFailureReason.Disconnected, true)]
    [InlineData(HostFailureReason.ProtocolError, true)]
    [InlineData(HostFailureReason.Refused, false)]
    [InlineData(HostFailureReason.AccessDenied, false)]
    [InlineData(HostFailureReason.BusUnavailable, false)]
    [InlineData(HostFailureReason.ServiceAbsent, false)]
    public void Case52_Call_that_may_have_taken_effect_is_verified(HostFailureReason reason, bool expected) =>
        Assert.Equal(expected, ScheduleOutcomes.NeedsQuery(new HostFailure(reason, "words")));

    [Fact]
    public void Answer_needs_no_query() => Assert.False(ScheduleOutcomes.NeedsQuery(true));

    [Fact]
    public void Case52_Only_loginds_schedule_shows_what_stands()
    {
        Assert.Equal(ScheduleOutcome.Stands, ScheduleOutcomes.Judge(new ScheduledShutdown("reboot", At), At));
        Assert.Equal(ScheduleOutcome.Absent, ScheduleOutcomes.Judge(new ScheduledShutdown("poweroff", At), At));
        Assert.Equal(ScheduleOutcome.Absent, ScheduleOutcomes.Judge((ScheduledShutdown?)null, At));
        Assert.Equal(ScheduleOutcome.Unknown, ScheduleOutcomes.Judge(new HostFailure(HostFailureReason.TimedOut, "no answer"), At));
    }

    [Fact]
    public void Case52_Only_a_refusal_is_called_refused()
    {
        Assert.StartsWith("logind refused it: ", ScheduleOutcomes.WhyNot(new HostFailure(HostFailureReason.Refused, "words")));
        Assert.Equal("logind has no schedule after it gave no answer: words",
            ScheduleOutcomes.WhyNot(new HostFailure(HostFailureReason.TimedOut, "words")));
        Assert.Equal(
            "logind could not be asked: words", ScheduleOutcomes.WhyNot(new HostFailure(HostFailureReason.ServiceAbsent, "words")));
    }
}
