using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.WebSockets;

/// <summary>The connection of a WebSocket: first the bytes that arrived with the request, then the stream; one write at a time.</summary>
internal sealed class UpgradedStream(ReadOnlyMemory<byte> leftover, Stream stream, ConnectionOutput output, TimeProvider time) : Stream
{
    private readonly SemaphoreSlim _writing = new(1);
    private ReadOnlyMemory<byte> _leftover = leftover;
    private long _receivedAt = time.GetTimestamp();

    /// <summary>How long the peer has sent nothing.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _receivedAt));

    /// <summary>True while a write is in progress: the peer accepts no more.</summary>
    public bool IsWriting => _writing.CurrentCount == 0;

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_leftover.IsEmpty)
        {
            var count = Math.Min(buffer.Length, _leftover.Length);
            _leftover[..count].CopyTo(buffer);
            _leftover = _leftover[count..];
            return count;
        }
        var read = await stream.ReadAsync(buffer, cancellationToken);
        if (read > 0)
        {
            Volatile.Write(ref _receivedAt, time.GetTimestamp());
        }
        return read;
    }

    /// <inheritdoc />
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!await WriteFrameAsync(buffer))
        {
            throw new IOException("The peer is gone.");
        }
    }

    /// <summary>Writes a complete frame in addition to the WebSocket's own, after the write in progress. False when nobody reads.</summary>
    /// <param name="begins">Called when this frame's turn comes; may be null.</param>
    public async ValueTask<bool> WriteFrameAsync(ReadOnlyMemory<byte> frame, Action? begins = null)
    {
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            begins?.Invoke();
            return await output.WriteAsync(frame);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();
}
