namespace LinuxPatchApi.Tests.Support;

/// <summary>Another clock, which also knows how many of its timers are armed: each of them will wake the process.</summary>
internal sealed class CountingTime(TimeProvider inner) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CountedTimer, TimeSpan> _armed = [];

    /// <summary>Timers that will fire if nothing stops them.</summary>
    public int Armed
    {
        get
        {
            lock (_lock)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>True when at least one timer is armed, and none of them waits for <paramref name="due"/>.</summary>
    public bool IsArmedOtherThan(TimeSpan due)
    {
        lock (_lock)
        {
            return _armed.Count > 0 && !_armed.ContainsValue(due);
        }
    }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this);
        Note(timer, dueTime);
        timer.Inner = inner.CreateTimer(
            argument =>
            {
                if (period == Timeout.InfiniteTimeSpan)
                {
                    Note(timer, Timeout.InfiniteTimeSpan);
                }

                callback(argument);
            },
            state,
            dueTime,
            period);
        return timer;
    }

    private void Note(CountedTimer timer, TimeSpan due)
    {
        lock (_lock)
        {
            if (due == Timeout.InfiniteTimeSpan)
            {
                _armed.Remove(timer);
            }
            else
            {
                _armed[timer] = due;
            }
        }
    }

    private sealed class CountedTimer(CountingTime owner) : ITimer
    {
        public ITimer? Inner { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Note(this, dueTime);
            return Inner!.Change(dueTime, period);
        }

        public void Dispose()
        {
            owner.Note(this, Timeout.InfiniteTimeSpan);
            Inner?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
