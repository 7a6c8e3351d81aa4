using LinuxPatchApi.Http.Connections;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections;

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
}
