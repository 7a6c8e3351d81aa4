using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.WebSockets;

/// <summary>The single timer of a WebSocket: sends pings, and ends silence and the wait for a close frame.</summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HttpLimits _limits;
    private readonly UpgradedStream _stream;
    private readonly TimeProvider _time;
    private readonly Action<HeartbeatEvent> _notify;
    private readonly ITimer _timer;
    private long _pingedAt;
    private long? _closingAt;
    private bool _disposed;

    public Heartbeat(HttpLimits limits, UpgradedStream stream, TimeProvider time, Action<HeartbeatEvent> notify)
    {
        (_limits, _stream, _time, _notify) = (limits, stream, time, notify);
        _pingedAt = time.GetTimestamp();
        _timer = time.CreateTimer(static self => ((Heartbeat)self!).Beat(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Rearm();
    }

    /// <summary>Called when our close frame is sent: the peer's is due.</summary>
    public void Closing()
    {
        lock (_lock)
        {
            _closingAt ??= _time.GetTimestamp();
            Rearm();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    private void Beat()
    {
        HeartbeatEvent? due;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
            due = UntilEnd() <= TimeSpan.Zero ? HeartbeatEvent.Overdue
                : UntilSilent() <= TimeSpan.Zero ? HeartbeatEvent.Silent
                : _closingAt is null && UntilPing() <= TimeSpan.Zero ? HeartbeatEvent.PingDue
                : null;
            if (due == HeartbeatEvent.PingDue)
            {
                _pingedAt = _time.GetTimestamp();
            }
            if (due is null or HeartbeatEvent.PingDue)
            {
                Rearm();
            }
        }
        if (due is { } happened)
        {
            _notify(happened);
        }
    }

    private TimeSpan UntilPing() => _limits.WebSocketPingInterval - _time.GetElapsedTime(_pingedAt);

    private TimeSpan UntilSilent() => _limits.WebSocketSilence - _stream.Silence;

    private TimeSpan UntilEnd() => _closingAt is { } at ? _limits.WebSocketCloseTimeout - _time.GetElapsedTime(at) : TimeSpan.MaxValue;

    private void Rearm()
    {
        if (_disposed)
        {
            return;
        }
        var next = _closingAt is null ? UntilPing() : UntilEnd();
        next = UntilSilent() < next ? UntilSilent() : next;
        // Timers have millisecond resolution: rounded up, so that it does not fire slightly early and again.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(next.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }
}
