using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Operations.Reboots;

public sealed class RebootObservationTests
{
    private const string Never = "nothing is scheduled: the agent ended before logind had the reboot, or somebody cancelled it";
    private const string Others = "the reboot was withdrawn on the host";

    private static readonly DateTimeOffset At = JobSamples.Start;
    private static readonly Inhibitor Backup = new("shutdown", "backup", "a backup runs", "block", 0, 42);

    private static readonly RebootObservation Nothing = new(
        null, GoesDown: false, [], At, At.AddMinutes(-5), Force: false, WasScheduled: false, Cancelling: false, WasGone: false);

    private static readonly RebootObservation Ours = Nothing with { Scheduled = new ScheduledShutdown("reboot", At), WasScheduled = true };

    [Fact]
    public void Case52_Nothing_scheduled_is_no_reservation()
    {
        Assert.Equal((RebootNext.End, Never), Nothing.Judge());
        Assert.Equal((RebootNext.End, Others), (Nothing with { WasScheduled = true }).Judge());
    }

    [Fact]
    public void Case52_After_the_time_a_missing_schedule_is_checked_twice()
    {
        var passed = Nothing with { Now = At.AddSeconds(2) };
        Assert.Equal((RebootNext.CheckAgain, null), passed.Judge());
        Assert.Equal((RebootNext.End, Never), (passed with { WasGone = true }).Judge());
    }

    [Fact]
    public void Case52_A_host_that_goes_down_is_waited_for()
    {
        Assert.Equal((RebootNext.Wait, null), (Nothing with { GoesDown = true, WasGone = true, Now = At.AddSeconds(9) }).Judge());
        Assert.Equal((RebootNext.Wait, null), (Ours with { GoesDown = true, Cancelling = true }).Judge());
    }

    [Fact]
    public void Case52_Our_schedule_stays_whether_it_was_on_record_or_not()
    {
        Assert.Equal((RebootNext.Wait, null), Ours.Judge());
        Assert.Equal((RebootNext.Wait, null), (Ours with { WasScheduled = false }).Judge());
    }

    [Theory]
    [InlineData("poweroff", 0)]
    [InlineData("reboot", 3600)]
    public void Case52_Another_programs_schedule_ends_the_job_and_is_left_alone(string type, int later)
    {
        var (next, problem) = (Ours with { Scheduled = new ScheduledShutdown(type, At.AddSeconds(later)) }).Judge();
        Assert.Equal(RebootNext.End, next);
        Assert.StartsWith($"a {type} at ", problem);
        Assert.EndsWith("Z, which somebody scheduled on the host, took its place", problem);
    }

    [Fact]
    public void Case52_A_cancellation_that_had_begun_is_carried_on()
    {
        Assert.Equal((RebootNext.Withdraw, null), (Ours with { Cancelling = true }).Judge());
        Assert.Equal((RebootNext.End, null), (Nothing with { Cancelling = true, WasScheduled = true }).Judge());
        Assert.Equal(
            (RebootNext.End, null), (Ours with { Cancelling = true, Scheduled = new ScheduledShutdown("reboot", At.AddHours(1)) }).Judge());
    }

    /// <summary>A role may be given back until then, and <c>force</c> overrides inhibitors only.</summary>
    [Theory]
    [InlineData(5, "Withdraw", "the certificate is revoked")]
    [InlineData(6, "Wait", null)]
    public void Case39_Reboot_of_a_client_that_has_lost_the_right_to_it_is_withdrawn_before_its_time(
        int secondsLeft, string next, string? problem)
    {
        var look = Ours with { RightLost = "the certificate is revoked", Force = true, Now = At.AddSeconds(-secondsLeft) };
        Assert.Equal((Enum.Parse<RebootNext>(next), problem), look.Judge());
    }

    [Theory]
    [InlineData(5, false, "Withdraw", "blocked by backup (a backup runs)")]
    [InlineData(6, false, "Wait", null)]
    [InlineData(5, true, "Wait", null)]
    public void Lock_counts_shortly_before_the_time_only(int secondsLeft, bool force, string next, string? problem)
    {
        var look = Ours with { Blocking = [Backup], Force = force, Now = At.AddSeconds(-secondsLeft) };
        Assert.Equal((Enum.Parse<RebootNext>(next), problem), look.Judge());
    }
}
