using System.Buffers;
using System.Net.WebSockets;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.WebSockets;

/// <summary>
/// A WebSocket for text messages on an upgraded connection. The base library handles frames; pings, silence, sizes and closing are ours.
/// One receive and any number of sends may run concurrently. Nothing here throws because of the peer or the network.
/// </summary>
public sealed class WebSocketSession
{
    private const int FirstBuffer = 4 * 1024;

    /// <summary>RFC 6455 section 5.5.2: FIN and opcode 9, no payload.</summary>
    private static readonly byte[] PingFrame = [0x89, 0x00];

    private readonly HttpLimits _limits;
    private readonly TimeProvider _time;
    private readonly UpgradedStream _stream;
    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _ended;
    private readonly Heartbeat _heartbeat;
    private byte[]? _buffer;
    private int _closeSent;
    private int _pingWaits;

    internal WebSocketSession(UpgradedStream stream, HttpLimits limits, TimeProvider time, CancellationToken lost)
    {
        (_stream, _limits, _time) = (stream, limits, time);
        // The library's keep-alive pings only silent peers and requires a pong to each; the contract requires neither.
        _socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        _ended = CancellationTokenSource.CreateLinkedTokenSource(lost);
        _heartbeat = new Heartbeat(limits, stream, time, OnBeat);
    }

    /// <summary>
    /// Receives the next text message, fragments joined; null when the WebSocket has ended. Closes with 1003 for a binary message, 1009 for
    /// one that is too large, 1007 for malformed UTF-8, 1002 for a malformed frame.
    /// </summary>
    /// <returns>Bytes valid until the next call.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        try
        {
            Release();
            // Wait without a buffer: an idle socket holds no memory.
            var first = await _socket.ReceiveAsync(Memory<byte>.Empty, _ended.Token);
            var message = new Received(first.MessageType, 0);
            if (first is { MessageType: WebSocketMessageType.Text, EndOfMessage: false })
            {
                message = await ReceiveRestAsync();
            }
            if (_closeSent == 0 && message.Type == WebSocketMessageType.Text && message.Length <= _limits.WebSocketMessageBytes)
            {
                return _buffer.AsMemory(0, message.Length);
            }
            await EndAsync(message);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The peer is gone, violated the protocol (the library sent it a close frame), or did not answer in time.
        }
        return null;
    }

    /// <summary>Sends one text message. False when the WebSocket is closing or lost.</summary>
    public async ValueTask<bool> SendTextAsync(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            await _socket.SendAsync(utf8, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            return false;
        }
    }

    /// <summary>Sends a close frame, once; the receive in progress ends with the peer's close frame, or when that is overdue.</summary>
    /// <param name="reason">At most 123 bytes; null for none.</param>
    public async ValueTask CloseAsync(WebSocketCloseStatus status, string? reason)
    {
        if (Interlocked.Exchange(ref _closeSent, 1) == 1)
        {
            return;
        }
        try
        {
            _heartbeat.Closing();
            await _socket.CloseOutputAsync(status, reason, CancellationToken.None);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Nobody is left to notify.
        }
    }

    /// <summary>Called when the handler has finished. False when a write is stuck, so nothing more can be sent on the connection.</summary>
    internal bool End()
    {
        _heartbeat.Dispose();
        _socket.Dispose();
        _ended.Dispose();
        Release();
        return !_stream.IsWriting;
    }

    private static bool IsEnd(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    /// <summary>Reads a text message to its end, or until it exceeds the limit.</summary>
    private async ValueTask<Received> ReceiveRestAsync()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        while (length <= _limits.WebSocketMessageBytes)
        {
            if (length == _buffer.Length)
            {
                Grow();
            }
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), _ended.Token);
            length += part.Count;
            if (part.EndOfMessage || part.MessageType == WebSocketMessageType.Close)
            {
                return new Received(part.MessageType, length);
            }
        }
        return new Received(WebSocketMessageType.Text, length);
    }

    /// <summary>Answers or sends the close frame, then drops what arrives until the peer's close frame.</summary>
    private async ValueTask EndAsync(Received last)
    {
        if (last.Type == WebSocketMessageType.Close)
        {
            await CloseAsync(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null);
            return;
        }
        var (status, reason) = last.Type == WebSocketMessageType.Binary
            ? (WebSocketCloseStatus.InvalidMessageType, "only text is spoken here")
            : (WebSocketCloseStatus.MessageTooBig, $"a message has at most {_limits.WebSocketMessageBytes} bytes");
        await CloseAsync(status, reason);
        _buffer ??= ArrayPool<byte>.Shared.Rent(FirstBuffer);
        WebSocketMessageType dropped;
        do
        {
            dropped = (await _socket.ReceiveAsync(_buffer.AsMemory(), _ended.Token)).MessageType;
        }
        while (dropped != WebSocketMessageType.Close);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer!.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Release()
    {
        if (_buffer is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _buffer = null;
        }
    }

    private void OnBeat(HeartbeatEvent what)
    {
        switch (what)
        {
            case HeartbeatEvent.PingDue:
                _ = PingAsync();
                break;
            case HeartbeatEvent.Silent:
                _ = EndSilenceAsync();
                break;
            default:
                _ = CancelAsync();
                break;
        }
    }

    /// <summary>While the peer accepts no data, one ping is being written, one waits, and further ones are skipped.</summary>
    private async Task PingAsync()
    {
        if (Interlocked.Exchange(ref _pingWaits, 1) == 0)
        {
            await _stream.WriteFrameAsync(PingFrame, () => Volatile.Write(ref _pingWaits, 0));
        }
    }

    private async Task EndSilenceAsync()
    {
        var closing = CloseAsync(WebSocketCloseStatus.PolicyViolation, "no frame for too long").AsTask();
        await closing.WaitAsync(_limits.WebSocketCloseTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CancelAsync();
    }

    private async Task CancelAsync() => await _ended.CancelAsync();

    private readonly record struct Received(WebSocketMessageType Type, int Length);
}
