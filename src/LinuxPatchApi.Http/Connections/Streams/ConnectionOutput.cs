using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>Output of a connection, one write at a time: each within the write timeout, and a whole response at the minimum rate.</summary>
internal sealed class ConnectionOutput(Stream stream, Deadline deadline, HttpLimits limits, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private TimeSpan _waited;
    private long _sent;
    private long _endedAt;

    /// <summary>True when a write has failed: the peer no longer reads.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Sends bytes. False on failure.</summary>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (IsLost)
        {
            return false;
        }
        try
        {
            // Not cancellable: a partially written record would corrupt the stream. The deadline cuts the connection instead.
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

    /// <summary>Starts a new response, whose rate is measured separately.</summary>
    public void Begin() => (_waited, _sent) = (TimeSpan.Zero, 0);

    /// <summary>Counts only the time blocked on the peer, not the time we take to write.</summary>
    private async ValueTask WaitAsync(ValueTask pending, int length)
    {
        var started = time.GetTimestamp();
        if (_endedAt != 0 && time.GetElapsedTime(_endedAt, started) > limits.AnswerRateGrace)
        {
            // Occasional events are not one slow response.
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
