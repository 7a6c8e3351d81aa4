using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>Input of a connection. Holds no buffer while idle: it waits with zero-byte reads.</summary>
internal sealed class ConnectionInput(Stream stream, Deadline deadline, SocketStream? socket = null)
{
    private const int BufferSize = 4 * 1024;
    private const int MinimumRead = 1024;

    private static readonly StreamPipeReaderOptions Options =
        new(MemoryPool<byte>.Shared, BufferSize, MinimumRead, leaveOpen: true, useZeroByteReads: true);

    private readonly PipeReader _reader = PipeReader.Create(stream, Options);

    private volatile bool _draining;
    private bool _onSocketThread;
    private volatile bool _isOver;

    /// <summary>True when the peer has closed its side or the connection is broken.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>True when the network ended the connection, for example by a reset: nothing that is sent arrives.</summary>
    public bool IsLost { get; private set; }

    /// <summary>True when the last read had to wait, so other connections had their turn.</summary>
    public bool HasWaited { get; private set; }

    /// <summary>True when unconsumed bytes remain after the last <see cref="Advance"/>.</summary>
    public bool HasLeftover { get; private set; }

    /// <summary>True when no further request may be answered, even if one has arrived.</summary>
    public bool IsOver => _isOver;

    /// <summary>Received bytes; valid until <see cref="Advance"/>.</summary>
    public ReadOnlySequence<byte> Buffer { get; private set; }

    /// <summary>
    /// Waits for bytes beyond those examined. After every outcome <see cref="Buffer"/> is set and the caller must call <see
    /// cref="Advance"/>.
    /// </summary>
    /// <param name="due">Longest wait; zero or less has already expired.</param>
    /// <param name="idle">True between requests: draining ends the wait.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<InputOutcome> ReadAsync(TimeSpan due, bool idle)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                UseSocketThread(idle);
                var pending = _reader.ReadAsync();
                HasWaited = !pending.IsCompleted;
                if (HasWaited)
                {
                    deadline.Arm(DeadlineKind.Read, due > TimeSpan.Zero ? due : TimeSpan.Zero);
                    if (idle && _draining)
                    {
                        _reader.CancelPendingRead();
                    }
                }
                result = await pending;
            }
            catch (Exception exception) when (ConnectionErrors.IsLost(exception))
            {
                HasEnded = true;
                IsLost |= exception is SocketException or IOException { InnerException: SocketException } || socket is { IsReset: true };
                Buffer = default;
                return InputOutcome.Ended;
            }
            finally
            {
                deadline.Disarm();
                UseSocketThread(false);
            }
            Buffer = result.Buffer;
            if (!result.IsCanceled)
            {
                HasEnded |= result.IsCompleted;
                IsLost |= socket is { IsReset: true };
                return result.IsCompleted ? InputOutcome.Ended : InputOutcome.Data;
            }
            if (deadline.HasExpired)
            {
                return InputOutcome.TimedOut;
            }
            if (idle && _draining && result.Buffer.IsEmpty)
            {
                return InputOutcome.Draining;
            }
            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.Start);
        }
    }

    /// <summary>
    /// Returns the buffer: bytes before <paramref name="consumed"/> are done, those up to <paramref name="examined"/> need more to follow.
    /// </summary>
    public void Advance(SequencePosition consumed, SequencePosition examined)
    {
        if (Buffer.IsEmpty && HasEnded)
        {
            return;
        }
        HasLeftover = !Buffer.Slice(consumed).IsEmpty;
        _reader.AdvanceTo(consumed, examined);
        Buffer = default;
    }

    /// <summary>Ends a pending read whose deadline has expired.</summary>
    public void Expire() => _reader.CancelPendingRead();

    /// <summary>Ends the wait for the next request.</summary>
    public void Drain()
    {
        _draining = true;
        _reader.CancelPendingRead();
    }

    /// <summary>Ends the wait for the next request and prevents any further one.</summary>
    public void End()
    {
        _isOver = true;
        Drain();
    }

    /// <summary>Stops reading and returns the bytes after the last request and the stream for what follows.</summary>
    public (ReadOnlyMemory<byte> Leftover, Stream Stream) Detach()
    {
        ReadOnlyMemory<byte> leftover = default;
        if (HasLeftover && _reader.TryRead(out var result))
        {
            leftover = result.Buffer.ToArray();
            _reader.AdvanceTo(result.Buffer.End);
        }
        return (leftover, stream);
    }

    private void UseSocketThread(bool isUsed)
    {
        if (socket is not null && isUsed != _onSocketThread)
        {
            _onSocketThread = isUsed;
            SocketThread.Use(socket.Socket, isUsed);
        }
    }

    /// <summary>Returns buffers to the pool.</summary>
    public void Complete() => _reader.Complete();
}
