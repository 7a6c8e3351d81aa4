namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>What we send, one write at a time, each within the write time-out.</summary>
internal sealed class ConnectionOutput(Stream stream, Deadline deadline, TimeSpan writeTimeout)
{
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
            if (!pending.IsCompleted)
            {
                deadline.Arm(DeadlineKind.Cut, writeTimeout);
            }
            await pending.ConfigureAwait(false);
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
}
