using System.Text;

namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>
/// Sits between the socket and the library. It passes on complete, checked messages one at a time, so that the library never holds more
/// than the limits allow; while authenticating, it passes on lines. One reader and one writer may run concurrently.
/// </summary>
internal sealed class GuardedStream(Stream stream) : Stream
{
    private const int GuidLength = 32;
    private const int TypeOffset = 1;
    private const int FlagsOffset = 2;
    private const byte NoReplyExpected = 1;
    private byte[] _buffer = new byte[BusLimits.ReadBufferBytes];
    private int _start;
    private int _end;

    /// <summary>End of the bytes that may be returned to the library.</summary>
    private int _released;
    private volatile bool _authenticated;
    private volatile string _lastLine = "";
    private readonly SemaphoreSlim _roomForReplies = new(BusLimits.MaxOwedReplies, BusLimits.MaxOwedReplies);
    private readonly CancellationTokenSource _closing = new();
    private int _leftToWrite;
    private bool _writingReply;

    /// <summary>GUID of the bus, received while authenticating; a restarted bus has a new one.</summary>
    public string ServerGuid { get; private set; } = "";

    /// <summary>Length in bytes of the message returned last, which is the one that the library is processing.</summary>
    public int MessageBytes { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="BusProtocolException">The peer sent an invalid message, or the stream ended within one.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _released)
        {
            if (await ReleaseAsync())
            {
                break;
            }

            Reserve();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return _start == _end ? 0 : throw new BusProtocolException("The stream ended within a message.");
            }

            _end += read;
        }

        var count = Math.Min(buffer.Length, _released - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_authenticated && buffer.Span.StartsWith("AUTH ANONYMOUS"u8))
        {
            // The library falls back to ANONYMOUS. A bus that rejects our user is not one to talk to.
            throw new BusProtocolException($"Authentication failed: the bus does not accept this user ({_lastLine}).");
        }

        if (_authenticated)
        {
            var complete = TrackMessage(buffer.Span);
            await stream.WriteAsync(buffer, cancellationToken);
            if (complete && _writingReply)
            {
                _roomForReplies.Release();
            }
        }
        else
        {
            // Set before the write: the first message may follow immediately.
            _authenticated = buffer.Span.SequenceEqual("BEGIN\r\n"u8);
            await stream.WriteAsync(buffer, cancellationToken);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
            _closing.Cancel();
        }

        base.Dispose(disposing);
    }

    /// <summary>Tracks outgoing messages, which may be written in parts. True when this part completes a message.</summary>
    private bool TrackMessage(ReadOnlySpan<byte> part)
    {
        if (_leftToWrite == 0)
        {
            _leftToWrite = MessageFraming.Measure(part) ?? part.Length;
            _writingReply = (MessageKind)part[TypeOffset] is MessageKind.MethodReturn or MessageKind.Error;
        }

        _leftToWrite -= part.Length;
        return _leftToWrite == 0;
    }

    /// <summary>Releases the next message or line; false when more bytes are needed.</summary>
    private async ValueTask<bool> ReleaseAsync()
    {
        if (!_authenticated)
        {
            return ReleaseLine();
        }

        if (MessageFraming.Measure(_buffer.AsSpan(_start, _end - _start)) is not { } length || length > _end - _start)
        {
            return false;
        }

        var isCall = MessageCheck.Check(_buffer.AsSpan(_start, length)) == MessageKind.MethodCall;
        if (isCall && (_buffer[_start + FlagsOffset] & NoReplyExpected) == 0)
        {
            // The library replies to every incoming call with an error, through an unbounded queue. So reading of calls stops while the
            // peer does not read the replies.
            await _roomForReplies.WaitAsync(_closing.Token);
        }

        MessageBytes = length;
        _released = _start + length;
        return true;
    }

    /// <summary>
    /// Releases up to the end of the line and no further, because a message may follow. The library limits the length of a line.
    /// </summary>
    private bool ReleaseLine()
    {
        if (_start == _end)
        {
            return false;
        }

        ReadOnlySpan<byte> held = _buffer.AsSpan(_start, _end - _start);
        var newline = held.IndexOf((byte)'\n');
        _released = newline < 0 ? _end : _start + newline + 1;
        _lastLine = Encoding.ASCII.GetString(held[..(newline < 0 ? held.Length : newline)]).TrimEnd('\r');
        if (newline >= 0 && _lastLine.StartsWith("OK", StringComparison.Ordinal))
        {
            var guid = _lastLine.Length > 3 ? _lastLine[3..] : "";
            ServerGuid = guid.Length == GuidLength && guid.All(char.IsAsciiHexDigit)
                ? guid
                : throw new BusProtocolException("Authentication failed: the bus sent no valid GUID.");
        }

        return true;
    }

    /// <summary>
    /// Makes room for more bytes. The buffer doubles as a long message arrives, so that a peer has to send bytes before we allocate memory
    /// for them.
    /// </summary>
    private void Reserve()
    {
        var held = _end - _start;
        if (held == 0 && _buffer.Length > BusLimits.ReadBufferBytes)
        {
            _buffer = new byte[BusLimits.ReadBufferBytes];
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
        }

        _start = _released = 0;
        _end = held;
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
