using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>
/// A socket stream that waits with a small buffer of its own. TLS waits with zero-byte reads, to hold no large buffer meanwhile. In the
/// framework such a read may complete without data, when the event for bytes that an earlier read already took arrives just as it starts
/// waiting. The TLS stream then allocates 32 KB and holds them while idle; of 500 idle connections on one core 237 did. Here a wait ends
/// with the first bytes in hand.
/// </summary>
/// <param name="socket">Owned by this stream.</param>
internal sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>Buffer of an idle connection, in bytes. Origin: a GET of a manager or of curl is one record of 100 to 200 bytes.</summary>
    public const int AheadBytes = 256;

    private const byte ApplicationData = 23;
    private const int RecordHeader = 5;
    private readonly byte[] _ahead = new byte[AheadBytes];
    private int _start;
    private int _end;
    private bool _hasEnded;
    private bool _isRecord;
    private HandshakeSlots? _slots;
    private bool _hasSlot;
    private bool _hasBegun;

    /// <summary>
    /// True when the last wait read exactly one complete record of application data and it was consumed: then a TLS stream that was given
    /// enough room for a record holds nothing back.
    /// </summary>
    public bool IsAtRecordEnd => _isRecord && _start == _end;

    /// <summary>
    /// True when the connection was reset. A read then just reports the end: an exception would cost a fortieth of a handshake and pass
    /// through every waiting layer.
    /// </summary>
    public bool IsReset { get; private set; }

    /// <summary>Called when the handshake starts: it gets bytes only while it holds a slot.</summary>
    public void BeginSlots(HandshakeSlots slots) => _slots = slots;

    /// <summary>Called when the handshake has ended, successfully or not.</summary>
    public void EndSlots()
    {
        ReleaseSlot();
        _slots = null;
    }

    /// <summary>Waits for the first byte without consuming it. Null when the connection has ended.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        _ = await ReadAsync(Memory<byte>.Empty, cancellationToken);
        return _start == _end ? null : _ahead[_start];
    }

    /// <summary>What has been read and not taken yet: the first bytes of the connection after <see cref="PeekAsync"/>.</summary>
    public ReadOnlySpan<byte> Ahead => _ahead.AsSpan(_start, _end - _start);

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_slots is not null && !buffer.IsEmpty)
        {
            return ReadInTurnAsync(_slots, buffer, cancellationToken);
        }
        if (_start != _end || _hasEnded)
        {
            return new(Take(buffer.Span));
        }
        if (buffer.IsEmpty)
        {
            return WaitAsync(cancellationToken);
        }
        _isRecord = false;
        return base.ReadAsync(buffer, cancellationToken);
    }

    private async ValueTask<int> ReadInTurnAsync(HandshakeSlots slots, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        if (_start != _end || _hasEnded)
        {
            count = Take(buffer.Span);
        }
        else
        {
            _isRecord = false;
            var pending = base.ReadAsync(buffer, cancellationToken);
            if (!pending.IsCompleted)
            {
                ReleaseSlot();
            }
            count = await pending;
        }
        if (!_hasSlot)
        {
            await slots.AcquireAsync(_hasBegun);
            (_hasSlot, _hasBegun) = (true, true);
        }
        return count;
    }

    private void ReleaseSlot()
    {
        if (_hasSlot)
        {
            _hasSlot = false;
            _slots!.Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(CancellationToken cancellationToken)
    {
        _start = _end = 0;
        try
        {
            _end = await base.ReadAsync(_ahead, cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            IsReset = true;
        }
        _hasEnded = _end == 0;
        _isRecord = IsRecord(_ahead.AsSpan(0, _end));
        return 0;
    }

    /// <summary>RFC 8446 section 5.1: type, two bytes of version, two of length.</summary>
    private static bool IsRecord(ReadOnlySpan<byte> bytes) => bytes.Length > RecordHeader && bytes[0] == ApplicationData
        && BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]) == bytes.Length - RecordHeader;

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(_end - _start, buffer.Length);
        _ahead.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }
}
