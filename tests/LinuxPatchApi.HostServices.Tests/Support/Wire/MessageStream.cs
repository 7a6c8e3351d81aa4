using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Splits a byte stream into messages. Its buffer grows with the message being received and shrinks again.</summary>
internal sealed class MessageStream(Stream stream)
{
    private byte[] _buffer = new byte[BusLimits.ReadBufferBytes];
    private int _start;
    private int _end;

    /// <summary>The next message; null when the stream ended between two messages.</summary>
    /// <exception cref="BusProtocolException">The bytes are not a message, or the stream ended within one.</exception>
    public async ValueTask<WireMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = MessageFraming.Measure(_buffer.AsSpan(_start, _end - _start));
            if (length <= _end - _start)
            {
                return Take(length.Value);
            }

            Reserve(length ?? MessageFraming.FixedBytes);
            var count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                return _start == _end ? null : throw new BusProtocolException("The stream ended within a message.");
            }

            _end += count;
        }
    }

    private WireMessage Take(int length)
    {
        var bytes = _buffer.AsSpan(_start, length).ToArray();
        _start += length;
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > BusLimits.ReadBufferBytes)
            {
                _buffer = new byte[BusLimits.ReadBufferBytes];
            }
        }

        return MessageParser.Parse(bytes);
    }

    /// <summary>
    /// Makes room for more bytes. The buffer doubles as a long message arrives, so that a peer has to send bytes before memory is allocated
    /// for them.
    /// </summary>
    private void Reserve(int wanted)
    {
        var held = _end - _start;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
            _start = 0;
            _end = held;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length + BusLimits.ReadBufferBytes, Math.Min(wanted, _buffer.Length * 2)));
        }
    }
}
