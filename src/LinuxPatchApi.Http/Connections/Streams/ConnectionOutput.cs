namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>What we send, one write at a time: each within the write time-out, and all of an answer at the least rate.</summary>
internal sealed class ConnectionOutput(Stream stream, Deadline deadline, HttpLimits limits, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private TimeSpan _waited;
    private long _sent;
    private long _endedAt;

    /// <summary>True when a write has failed: nobody is reading any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Sends bytes. False when they cannot be.</summary>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (IsLost)
        {
            return false;
        }
        try
        {
            // No cancellation: a record cut in the middle would break the stream. The deadline cuts the connection instead.
            var pending = stream.WriteAsync(bytes, CancellationToken.None);
            if (pending.IsCompletedSuccessfully)
            {
                pending.GetAwaiter().GetResult();
                _sent += bytes.Length;
                return true;
            }
            await WaitAsync(pending, bytes.Length);
            return true;
        }
        catch (Exception exception) when (ConnectionErrors.IsLost(exception))
        {
            IsLost = true;
            return false;
        }
        finally
        {
            deadline.Disarm();
        }
    }

    /// <summary>A new answer is judged for itself.</summary>
    public void Begin() => (_waited, _sent) = (TimeSpan.Zero, 0);

    /// <summary>Only the time in which the peer makes no room counts: how long we take to write does not.</summary>
    private async ValueTask WaitAsync(ValueTask pending, int length)
    {
        var started = time.GetTimestamp();
        if (_endedAt != 0 && time.GetElapsedTime(_endedAt, started) > limits.AnswerRateGrace)
        {
            // Events now and then are not one slow answer.
            Begin();
        }
        var byRate = limits.AnswerRateGrace + TimeSpan.FromSeconds((double)_sent / limits.AnswerBytesPerSecond) - _waited;
        var patience = byRate < limits.WriteTimeout ? byRate : limits.WriteTimeout;
        deadline.Arm(DeadlineKind.Cut, patience > Shortest ? patience : Shortest);
        await pending;
        _endedAt = time.GetTimestamp();
        _waited += time.GetElapsedTime(started, _endedAt);
        _sent += length;
    }
}
