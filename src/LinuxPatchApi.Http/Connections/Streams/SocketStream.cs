using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>
/// A stream on a socket that waits with a small buffer of its own. TLS waits by reading zero bytes, so as not to hold a large buffer meanwhile. In the
/// framework such a read looks twice without taking anything, and may end without data: when the event of data that an earlier read has taken comes in
/// the moment in which it begins to wait. A TLS stream then takes 32 KB and holds them for as long as nothing comes; of 500 idle connections on one
/// core 237 did. Here a wait ends with the first bytes in hand.
/// </summary>
/// <param name="socket">Owned from now on.</param>
internal sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>Held by each idle connection. Origin: a GET of a manager or of curl is one record of 100 to 200 bytes.</summary>
    public const int AheadBytes = 256;

    private const byte ApplicationData = 23;
    private const int RecordHeader = 5;
    private readonly byte[] _ahead = new byte[AheadBytes];
    private int _start;
    private int _end;
    private bool _hasEnded;
    private bool _isRecord;
    private HandshakeSlots? _turns;
    private bool _hasTurn;
    private bool _hasBegun;

    /// <summary>True when the last wait has brought exactly one whole record of application data, and it has been taken: TLS above, asked for as much
    /// room as a record needs, holds nothing back.</summary>
    public bool IsAtRecordEnd => _isRecord && _start == _end;

    /// <summary>True when the peer, or somebody in its name, has reset the connection. A read says no more than that it has ended: an exception
    /// for it would cost a fortieth of a handshake, and passes through every layer that waits.</summary>
    public bool IsReset { get; private set; }

    /// <summary>A handshake begins: what is read is given to it when it has its turn.</summary>
    public void BeginSlots(HandshakeSlots turns) => _turns = turns;

    /// <summary>The handshake is over, well or not.</summary>
    public void EndSlots()
    {
        GiveTurnBack();
        _turns = null;
    }

    /// <summary>Waits for the first byte without taking it. Null: the connection has ended.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(Memory<byte>.Empty, cancellationToken);
        return _start == _end ? null : _ahead[_start];
    }

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_turns is not null && !buffer.IsEmpty)
        {
            return ReadInTurnAsync(_turns, buffer, cancellationToken);
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

    private async ValueTask<int> ReadInTurnAsync(HandshakeSlots turns, Memory<byte> buffer, CancellationToken cancellationToken)
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
                GiveTurnBack();
            }
            count = await pending;
        }
        if (!_hasTurn)
        {
            await turns.TakeAsync(_hasBegun);
            (_hasTurn, _hasBegun) = (true, true);
        }
        return count;
    }

    private void GiveTurnBack()
    {
        if (_hasTurn)
        {
            _hasTurn = false;
            _turns!.GiveBack();
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
