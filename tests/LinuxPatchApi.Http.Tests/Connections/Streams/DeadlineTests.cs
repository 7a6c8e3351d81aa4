using LinuxPatchApi.Http.Connections.Streams;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections.Streams;

public sealed class DeadlineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<DeadlineKind> _expired = [];

    [Fact]
    public void Expires_once_when_its_time_is_over_and_not_before()
    {
        using var deadline = new Deadline(_time, _expired.Add);
        deadline.Arm(DeadlineKind.Read, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal((0, false), (_expired.Count, deadline.HasExpired));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(DeadlineKind.Read, Assert.Single(_expired));
        Assert.True(deadline.HasExpired);
    }

    [Fact]
    public void Disarmed_or_disposed_it_stays_silent()
    {
        using var deadline = new Deadline(_time, _expired.Add);
        deadline.Arm(DeadlineKind.Cut, TimeSpan.FromSeconds(1));
        deadline.Disarm();
        _time.Advance(TimeSpan.FromSeconds(2));
        deadline.Arm(DeadlineKind.Cut, TimeSpan.FromSeconds(1));
        deadline.Dispose();
        deadline.Arm(DeadlineKind.Cut, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_expired);
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(10, 2)]
    [InlineData(5, 5)]
    public void Armed_after_it_was_disarmed_it_counts_from_then_whatever_it_was_set_to_before(int before, int after)
    {
        using var deadline = new Deadline(_time, _expired.Add);
        deadline.Arm(DeadlineKind.Cut, TimeSpan.FromSeconds(before));
        _time.Advance(TimeSpan.FromSeconds(1));
        deadline.Disarm();
        deadline.Arm(DeadlineKind.Read, TimeSpan.FromSeconds(after));
        _time.Advance(TimeSpan.FromSeconds(after - 0.1));
        Assert.Empty(_expired);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(DeadlineKind.Read, Assert.Single(_expired));
    }

    [Fact]
    public void Disarmed_before_its_timer_fires_it_can_be_armed_long_after()
    {
        using var deadline = new Deadline(_time, _expired.Add);
        deadline.Arm(DeadlineKind.Cut, TimeSpan.FromSeconds(1));
        deadline.Disarm();
        _time.Advance(TimeSpan.FromSeconds(60));
        deadline.Arm(DeadlineKind.Cut, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(_expired);
    }

    [Fact]
    public void Armed_again_it_counts_from_then_and_forgets_that_it_had_expired()
    {
        using var deadline = new Deadline(_time, _expired.Add);
        deadline.Arm(DeadlineKind.Read, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        deadline.Arm(DeadlineKind.Cut, TimeSpan.FromSeconds(5));
        Assert.False(deadline.HasExpired);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Single(_expired);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([DeadlineKind.Read, DeadlineKind.Cut], _expired);
    }

    [Fact]
    public void Timer_is_set_once_for_many_waits_and_silenced_when_it_is_stopped()
    {
        var time = new RecordingTime();
        using var deadline = new Deadline(time, _ => { });
        for (var i = 0; i < 5; i++)
        {
            deadline.Arm(DeadlineKind.Read, TimeSpan.FromSeconds(10));
            deadline.Disarm();
        }
        Assert.Equal([TimeSpan.FromSeconds(10)], time.Dues);
        deadline.Arm(DeadlineKind.Cut, TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), time.Dues[^1]);
        deadline.Stop();
        deadline.Stop();
        Assert.Equal([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan], time.Dues);
        deadline.Arm(DeadlineKind.Read, TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(20), time.Dues[^1]);
    }

    /// <summary>Records what timers are set to.</summary>
    private sealed class RecordingTime : TimeProvider, ITimer
    {
        public List<TimeSpan> Dues { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Dues.Add(dueTime);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Dues.Add(dueTime);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
