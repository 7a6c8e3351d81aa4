namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>
/// The single timer of a connection, created at first use. Arming and disarming per request does not change the timer: when it fires early
/// it is set again for the rest, and when nothing is armed it stays idle.
/// </summary>
internal sealed class Deadline(TimeProvider time, Action<DeadlineKind> expired) : IDisposable
{
    /// <summary>Instead of a timestamp: the timer is not set.</summary>
    private const long Never = long.MaxValue;

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private DeadlineKind _kind;
    private long _dueAt;
    private long _firesAt = Never;
    private bool _armed;
    private bool _disposed;

    /// <summary>True when the last armed deadline has expired.</summary>
    public bool HasExpired { get; private set; }

    /// <summary>Arms the deadline.</summary>
    public void Arm(DeadlineKind kind, TimeSpan due)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
            (_kind, _armed, HasExpired) = (kind, true, false);
            _dueAt = time.GetTimestamp() + (long)(due.TotalSeconds * time.TimestampFrequency);
            if (_dueAt < _firesAt)
            {
                Set(due);
            }
        }
    }

    /// <summary>Disarms the deadline. A callback already in progress does nothing.</summary>
    public void Disarm()
    {
        lock (_lock)
        {
            _armed = false;
        }
    }

    /// <summary>Disarms the deadline and stops the timer: for a wait that does not recur.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _armed = false;
            if (_firesAt != Never && !_disposed)
            {
                _firesAt = Never;
                _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _armed = false;
            _timer?.Dispose();
        }
    }

    private void Fire()
    {
        lock (_lock)
        {
            _firesAt = Never;
            if (!_armed)
            {
                return;
            }
            var left = time.GetElapsedTime(time.GetTimestamp(), _dueAt);
            if (left > TimeSpan.Zero)
            {
                Set(left);
                return;
            }
            _armed = false;
            HasExpired = true;
        }
        expired(_kind);
    }

    private void Set(TimeSpan due)
    {
        _firesAt = _dueAt;
        if (_timer is null)
        {
            _timer = time.CreateTimer(static self => ((Deadline)self!).Fire(), this, due, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }
}
