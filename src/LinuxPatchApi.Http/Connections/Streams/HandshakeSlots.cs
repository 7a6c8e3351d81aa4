namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>
/// Turns of handshakes to compute, for peers that are not known: the others keep their socket and wait. A turn lasts from what a peer has sent to the
/// next that is awaited of it, so nobody holds one by being slow. Handshakes that have begun come first: they hold what TLS needs, those that
/// have not hold nothing yet. Thread-safe.
/// </summary>
internal sealed class HandshakeSlots(int most)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _begun = [];
    private readonly Queue<TaskCompletionSource> _new = [];
    private int _taken;

    /// <summary>Handshakes that wait for a turn.</summary>
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

    /// <summary>Takes a turn when there is one. It is to be given back, whatever has become of the connection meanwhile.</summary>
    /// <param name="hasBegun">The handshake has had a turn before.</param>
    public Task TakeAsync(bool hasBegun)
    {
        lock (_lock)
        {
            if (_taken < most)
            {
                _taken++;
                return Task.CompletedTask;
            }
            // Who gives a turn back does not run the next one.
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (hasBegun ? _begun : _new).Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Passes a turn on.</summary>
    public void GiveBack()
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
