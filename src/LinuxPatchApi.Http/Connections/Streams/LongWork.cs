using System.Runtime.CompilerServices;

namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>
/// Lets connections with much to do, such as pipelined requests or a long response, continue in turn. Each continues on the thread pool up
/// to its next wait. However many there are, the pool's queue holds only as many of them as may work at once, so a new connection does
/// not wait behind them all. Thread-safe.
/// </summary>
/// <param name="most">Connections that work at once.</param>
internal sealed class LongWork(int most) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _waiting = [];
    private int _working;

    /// <summary>To be awaited: continues when it is the caller's turn.</summary>
    public Turn Next() => new(this);

    /// <inheritdoc />
    void IThreadPoolWorkItem.Execute()
    {
        Action? turn;
        lock (_lock)
        {
            _waiting.TryDequeue(out turn);
        }
        turn?.Invoke();
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _working--;
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Add(Action continuation)
    {
        lock (_lock)
        {
            _waiting.Enqueue(continuation);
            if (_working == most)
            {
                return;
            }
            _working++;
        }
        // Behind everything that is queued already.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Never complete before it is awaited: the turn is the continuation.</summary>
    internal readonly struct Turn(LongWork work) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => work.Add(continuation);

        public void UnsafeOnCompleted(Action continuation) => work.Add(continuation);
    }
}
