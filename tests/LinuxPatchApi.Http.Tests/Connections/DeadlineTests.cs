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
