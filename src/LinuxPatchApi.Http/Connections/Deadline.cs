namespace LinuxPatchApi.Http.Connections;

/// <summary>The one timer of a connection. Made at first use, silent while nothing is waited for.</summary>
internal sealed class Deadline(TimeProvider time, Action<DeadlineKind> expired) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private DeadlineKind _kind;
    private long _armedAt;
    private TimeSpan _due;
    private bool _armed;
    private bool _disposed;

    /// <summary>True when the deadline armed last was missed.</summary>
    public bool HasExpired { get; private set; }

    /// <summary>Starts waiting.</summary>
    public void Arm(DeadlineKind kind, TimeSpan due)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
            (_kind, _due, _armedAt, _armed, HasExpired) = (kind, due, time.GetTimestamp(), true, false);
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

    /// <summary>Stops waiting. A callback that is already on its way finds nothing to do.</summary>
    public void Disarm()
    {
        lock (_lock)
        {
            if (_armed && !_disposed)
            {
                _armed = false;
                _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
            if (!_armed)
            {
                return;
            }
            var left = _due - time.GetElapsedTime(_armedAt);
            if (left > TimeSpan.Zero)
            {
                // Armed again while an older callback was on its way.
                _timer!.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }
            _armed = false;
            HasExpired = true;
        }
        expired(_kind);
    }
}
