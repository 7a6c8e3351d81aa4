using LinuxPatchApi.Enrolment;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>The day that the manager keeps a row begins with the token.</summary>
public sealed class EnrolmentMachineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly ManagerReply Down = new(ReplyKind.Failed, EnrolmentProblem.Unreachable);
    private static readonly ManagerReply Token = new(ReplyKind.Token, Seen: new string('t', EnrolmentLimits.TokenCharacters));
    private static readonly ManagerReply Pending = new(ReplyKind.Pending);
    private readonly EnrolmentMachine _machine = new(TimeSpan.FromSeconds(60), maxPolls: 5000);

    [Fact]
    public void Clock_of_another_year_at_the_first_request_does_not_end_it()
    {
        var asked = _machine.AfterAsking(
            Begun(Now.AddYears(-6)), new ManagerReply(ReplyKind.Failed, EnrolmentProblem.Untrusted), Now.AddYears(-6), 0.5);
        Assert.Equal(EnrolmentStep.Ask, EnrolmentMachine.Next(asked, hasAnswer: false, Now));
        Assert.Equal(EnrolmentStage.Asking, _machine.AfterAsking(asked, Down, Now, 0.5).Stage);
        var waiting = _machine.AfterAsking(asked, Token, Now, 0.5);
        Assert.Equal((EnrolmentStage.Waiting, Now), (waiting.Stage, waiting.StartedAt));
        Assert.Equal(EnrolmentStage.Waiting, _machine.AfterPoll(waiting, Pending, Now.AddMinutes(1), 0.5).Stage);
    }

    [Theory]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(240)]
    public void Manager_that_was_down_gives_the_administrator_a_whole_day(int hours)
    {
        var up = Now.AddHours(hours);
        var asked = _machine.AfterAsking(Begun(Now), Down, up, 0.5);
        Assert.Equal((EnrolmentStage.Asking, EnrolmentProblem.Unreachable), (asked.Stage, asked.Problem));
        var waiting = _machine.AfterAsking(asked, Token, up, 0.5);
        var end = up + EnrolmentLimits.Lifetime;
        var almost = waiting with { Elapsed = EnrolmentLimits.Lifetime - TimeSpan.FromSeconds(1) };
        Assert.Equal(EnrolmentStage.Waiting, _machine.AfterPoll(almost, Pending, end.AddSeconds(-1), 0.5).Stage);
        Assert.Equal(EnrolmentStage.Waiting, _machine.AfterPoll(almost, Down, end.AddSeconds(-1), 0.5).Stage);
        var over = waiting with { Elapsed = EnrolmentLimits.Lifetime };
        Assert.Equal(EnrolmentProblem.Expired, _machine.AfterPoll(over, Pending, end, 0.5).Problem);
    }

    /// <summary>An NTP client steps the clock of a first boot by years: the manager's day has not passed by that.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    [InlineData(-2000)]
    public void Case61_Step_of_the_clock_after_the_token_does_not_end_it(int days)
    {
        var waiting = _machine.AfterAsking(Begun(Now), Token, Now, 0.5);
        var stepped = Now.AddDays(days);
        Assert.Equal(EnrolmentStep.Poll, EnrolmentMachine.Next(waiting, hasAnswer: false, stepped));
        Assert.Equal(EnrolmentStage.Waiting, _machine.AfterPoll(waiting, Pending, stepped, 0.5).Stage);
        Assert.Equal(EnrolmentStage.Waiting, _machine.AfterPoll(waiting, Down, stepped, 0.5).Stage);
        var unknown = waiting;
        for (var i = 0; i < EnrolmentLimits.NotFoundPolls + 1; i++)
        {
            unknown = _machine.AfterPoll(unknown, new ManagerReply(ReplyKind.NotFound), Now.AddDays(days * i), 0.5);
        }

        Assert.Equal((EnrolmentStage.Waiting, EnrolmentProblem.None), (unknown.Stage, unknown.Problem));
        var later = unknown with { Elapsed = EnrolmentLimits.NotFoundTime + EnrolmentLimits.NotFoundPatience };
        Assert.Equal(
            (EnrolmentStage.Ended, EnrolmentProblem.NotFound),
            (_machine.AfterPoll(later, new ManagerReply(ReplyKind.NotFound), Now, 0.5).Stage, EnrolmentProblem.NotFound));
    }

    /// <summary>An approved bundle is kept for ten minutes: a clock that was set back must not postpone the polls.</summary>
    [Fact]
    public void Case61_Clock_that_was_set_back_by_less_than_an_hour_postpones_no_poll()
    {
        var waiting = _machine.AfterAsking(Begun(Now), Token, Now, 0.5);
        Assert.Equal(EnrolmentStep.Wait, EnrolmentMachine.Next(waiting, hasAnswer: false, Now.AddMinutes(-50)));
        Assert.Equal(
            EnrolmentStep.Poll,
            EnrolmentMachine.Next(waiting with { Elapsed = waiting.NextElapsed!.Value }, hasAnswer: false, Now.AddMinutes(-50)));
    }

    [Theory]
    [InlineData("a", "a", 5000, 5000)]
    [InlineData("a", "b", 5000, 0)]
    [InlineData("a", "a", -2000, 98_000)]
    [InlineData(null, "a", 5000, 5000)]
    [InlineData(null, null, -60_000, 40_000)]
    public void Case61_Time_is_counted_by_the_monotonic_clock_of_one_boot(string? then, string? boot, int uptimeLater, int expected)
    {
        var clock = new UptimeClock { Uptime = TimeSpan.FromSeconds(100) };
        var first = ElapsedTime.Counted(Begun(Now), clock, then);
        Assert.Equal(TimeSpan.Zero, first.Elapsed);
        clock.Uptime += TimeSpan.FromMilliseconds(uptimeLater);
        Assert.Equal(TimeSpan.FromMilliseconds(expected), ElapsedTime.Counted(first, clock, boot).Elapsed);
    }

    private sealed class UptimeClock : TimeProvider
    {
        public TimeSpan Uptime { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Uptime.Ticks;
    }

    private EnrolmentRecord Begun(DateTimeOffset at) =>
        _machine.Begin(new Uri("https://manager.example.org/"), "system", "web1", "192.0.2.7", at);
}
