namespace LinuxPatchApi.Host.Reboots;

/// <summary>
/// Fires once, when the wall clock has reached a moment, as logind's own schedule does. A timer's span alone would be too short after the
/// clock was set back, and too long after it was set forward; so it looks at the clock again and again.
/// </summary>
internal sealed class WallClockTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _when;
    private readonly Action _action;
    private readonly ITimer _timer;

    public WallClockTimer(DateTimeOffset when, Action action, TimeProvider time)
    {
        (_when, _action, _time) = (when, action, time);
        _timer = time.CreateTimer(
            static self => ((WallClockTimer)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm(when - time.GetUtcNow());
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var left = _when - _time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            Arm(left);
        }
        else
        {
            _action();
        }
    }

    private void Arm(TimeSpan left)
    {
        var due = left < RebootLimits.ClockCheck ? left : RebootLimits.ClockCheck;
        _timer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
