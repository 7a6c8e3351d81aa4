using LinuxPatchApi.SelfUpdate;

namespace LinuxPatchApi.Tests.SelfUpdate;

/// <summary>Both sides of the state machine, over every state that may be on the disk.</summary>
public sealed class DecisionTests
{
    private static readonly TimeSpan Deadline = SelfUpdateSamples.Record.Deadline;

    [Fact]
    public void The_guard_acts_only_on_a_replaced_program_whose_time_is_over_and_repeats_what_is_decided()
    {
        foreach (var state in SelfUpdateSamples.States())
        {
            foreach (var (isReplaced, free, busy) in Situations())
            {
                var step = GuardDecision.Next(new GuardView(state, isReplaced, false, free, busy));
                var expected = state.Record is null || state.Ending is not null ? GuardStep.Leave
                    : state.Verdict?.Decision == SelfUpdateDecision.Restore ? GuardStep.Restore
                    : state.Verdict is not null ? GuardStep.Leave
                    : isReplaced && (free >= Deadline || busy >= SelfUpdateLimits.MaxBusy) ? GuardStep.Decide
                    : GuardStep.Watch;
                Assert.Equal(expected, step);
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void The_deadline_is_exact(int milliseconds)
    {
        var step = milliseconds < 0 ? GuardStep.Watch : GuardStep.Decide;
        var state = new SelfUpdateState(SelfUpdateSamples.Record, null, null);
        var past = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal(step, GuardDecision.Next(new GuardView(state, true, false, Deadline + past, TimeSpan.Zero)));
        Assert.Equal(step, GuardDecision.Next(new GuardView(state, true, true, TimeSpan.Zero, SelfUpdateLimits.MaxBusy + past)));
    }

    [Fact]
    public void A_job_ends_by_itself_only_when_the_self_update_is_decided_or_not_its_own()
    {
        foreach (var state in SelfUpdateSamples.States())
        {
            foreach (var (result, isReplaced, isNew) in Changes())
            {
                var step = AgentDecision.AfterChange(state, SelfUpdateSamples.Job, result, isReplaced, isNew);
                if (!state.IsOf(SelfUpdateSamples.Job))
                {
                    Assert.Equal(SettleStep.Finish, step);
                    continue;
                }

                var isDecided = state.Verdict is not null || state.Ending is not null;
                Assert.True(step != SettleStep.Finish || isDecided || result == ChangeResult.Unknown, $"{state} {result}");
                Assert.Equal(state.Verdict?.Decision == SelfUpdateDecision.Restore, step == SettleStep.Await);
                Assert.True(step != SettleStep.Confirm || (isNew && isReplaced && result == ChangeResult.Applied));
                Assert.True(step != SettleStep.Abandon || !isReplaced);
                Assert.True(step != SettleStep.Restore || (isReplaced && result == ChangeResult.Failed));
                Assert.True(step != SettleStep.Restart || !isNew);
            }
        }
    }

    [Fact]
    public void Only_the_new_program_confirms_and_never_against_a_decision()
    {
        foreach (var state in SelfUpdateSamples.States())
        {
            foreach (var (_, isReplaced, isNew) in Changes())
            {
                var step = AgentDecision.OnResume(state, SelfUpdateSamples.Job, isReplaced, isNew);
                var isOwn = state.IsOf(SelfUpdateSamples.Job);
                Assert.Equal(isOwn && state.Verdict?.Decision == SelfUpdateDecision.Restore, step == ResumeStep.Await);
                Assert.Equal(
                    isOwn && state is { Verdict: null, Ending: null } && isReplaced && isNew, step == ResumeStep.Confirm);
            }
        }
    }

    /// <summary>Whatever the agent has decided, the guard goes; what the guard has decided, the agent waits for.</summary>
    [Fact]
    public void Agent_and_guard_never_wait_for_each_other()
    {
        foreach (var state in SelfUpdateSamples.States().Where(s => s.IsOf(SelfUpdateSamples.Job) && s.Ending is null))
        {
            var guard = GuardDecision.Next(new GuardView(state, true, false, Deadline, TimeSpan.Zero));
            var agent = AgentDecision.OnResume(state, SelfUpdateSamples.Job, isReplaced: true, isNew: true);
            Assert.True(agent != ResumeStep.Await || guard == GuardStep.Restore);
            Assert.True(guard != GuardStep.Leave || agent == ResumeStep.Follow);
        }
    }

    [Fact]
    public void A_record_is_left_over_when_its_job_has_ended_unless_the_guard_is_at_work()
    {
        foreach (var state in SelfUpdateSamples.States())
        {
            Assert.False(AgentDecision.IsLeftOver(state, isJobOpen: true));
            Assert.Equal(
                state is { Record: not null, Ending: null } && state.Verdict?.Decision != SelfUpdateDecision.Restore,
                AgentDecision.IsLeftOver(state, isJobOpen: false));
        }
    }

    private static IEnumerable<(bool IsReplaced, TimeSpan Free, TimeSpan Busy)> Situations() =>
        from isReplaced in new[] { false, true }
        from free in new[] { TimeSpan.Zero, Deadline }
        from busy in new[] { TimeSpan.Zero, SelfUpdateLimits.MaxBusy }
        select (isReplaced, free, busy);

    private static IEnumerable<(ChangeResult Result, bool IsReplaced, bool IsNew)> Changes() =>
        from result in Enum.GetValues<ChangeResult>()
        from isReplaced in new[] { false, true }
        from isNew in new[] { false, true }
        select (result, isReplaced, isNew);
}
