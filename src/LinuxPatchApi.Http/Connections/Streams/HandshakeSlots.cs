namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>
/// Limits concurrently computing handshakes of unknown peers; the others keep their socket and wait. A slot is held from the peer's bytes
/// until the server waits for the peer again, so a slow peer holds none. Handshakes in progress come first: they hold TLS state, new ones
/// hold nothing yet. Thread-safe.
/// </summary>
internal sealed class HandshakeSlots(int most)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _begun = [];
    private readonly Queue<TaskCompletionSource> _new = [];
    private int _taken;

    /// <summary>Handshakes that wait for a slot.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _begun.Count + _new.Count;
            }
        }
    }

    /// <summary>Waits for a slot. The caller must release it, whatever happens to the connection meanwhile.</summary>
    /// <param name="hasBegun">True when the handshake had a slot before.</param>
    public Task AcquireAsync(bool hasBegun)
    {
        lock (_lock)
        {
            if (_taken < most)
            {
                _taken++;
                return Task.CompletedTask;
            }
            // The releasing thread must not run the next handshake.
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (hasBegun ? _begun : _new).Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Releases a slot, to the next waiter if there is one.</summary>
    public void Release()
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            if (!_begun.TryDequeue(out next) && !_new.TryDequeue(out next))
            {
                _taken--;
            }
        }
        next?.SetResult();
    }
}
