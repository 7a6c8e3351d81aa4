namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// Delivers values to one handler, in order, one at a time, without loss. A full queue blocks the thread that enqueues, which is the
/// library's read loop: the library does not await asynchronous handlers. The bus then buffers for us. A handler must never wait for a
/// reply on its own connection.
/// </summary>
internal sealed class DeliveryQueue<T>(int capacity, long maxBytes, Action<T> handler, Action<Exception> onFailure) : IDeliveryQueue
{
    private readonly object _gate = new();
    private readonly Queue<(T Value, int Bytes)> _values = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;
    private bool _closed;
    private bool _delivering;

    public Task Completion => _completion.Task;

    /// <summary>Enqueues a value, waiting while the queue is full. Does nothing once closed.</summary>
    /// <param name="value">The value for the handler.</param>
    /// <param name="bytes">Its size against the limit; a value always fits an empty queue.</param>
    public void Enqueue(T value, int bytes)
    {
        lock (_gate)
        {
            while (!_closed && _values.Count > 0 && (_values.Count >= capacity || _bytes + bytes > maxBytes))
            {
                Monitor.Wait(_gate);
            }

            if (_closed)
            {
                return;
            }

            _values.Enqueue((value, bytes));
            _bytes += bytes;
            if (!_delivering)
            {
                _delivering = true;
                ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.DeliverAll(), this, preferLocal: false);
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
            CompleteWhenDone();
        }
    }

    public void Discard()
    {
        lock (_gate)
        {
            _values.Clear();
            _bytes = 0;
            Close();
        }
    }

    private void DeliverAll()
    {
        try
        {
            while (TryDequeue(out var value))
            {
                handler(value!);
            }
        }
#pragma warning disable CA1031 // An exception of a handler ends the connection with a reason; otherwise messages would be lost silently.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Discard();
            lock (_gate)
            {
                _delivering = false;
                CompleteWhenDone();
            }

            onFailure(exception);
        }
    }

    private bool TryDequeue(out T? value)
    {
        lock (_gate)
        {
            var found = _values.TryDequeue(out var next);
            value = next.Value;
            _bytes -= next.Bytes;
            _delivering = found;
            Monitor.PulseAll(_gate);
            CompleteWhenDone();
            return found;
        }
    }

    private void CompleteWhenDone()
    {
        if (_closed && !_delivering && _values.Count == 0)
        {
            _completion.TrySetResult();
        }
    }
}
