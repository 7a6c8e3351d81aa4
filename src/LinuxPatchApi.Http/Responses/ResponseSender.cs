using System.Buffers;
using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Responses;

/// <summary>Puts one response on the wire, buffered or streamed.</summary>
internal sealed class ResponseSender(
    ConnectionOutput output, DateHeader date, IKeepAlive connection, Guid requestId, bool isHead, bool isHttp10) : IResponseSink
{
    private const int ChunkSizeBytes = 18;
    private bool _keepsAlive;

    /// <summary>True when the response told the peer that the connection stays open.</summary>
    public bool KeepsAlive => _keepsAlive && !output.IsLost;

    /// <summary>Sends a buffered response, or ends a streamed one.</summary>
    public async ValueTask FinishAsync(HttpResponse response)
    {
        if (!response.HasStarted)
        {
            await SendBufferedAsync(response).ConfigureAwait(false);
            return;
        }
        if (isHead || !await SendChunkAsync(response, CancellationToken.None).ConfigureAwait(false) || isHttp10)
        {
            return;
        }
        await output.WriteAsync("0\r\n\r\n"u8.ToArray()).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<bool> StartStreamingAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (response.HasStarted || cancellationToken.IsCancellationRequested)
        {
            return !isHead && !output.IsLost && !cancellationToken.IsCancellationRequested;
        }
        response.HasStarted = true;
        _keepsAlive = !isHttp10 && connection.MayKeepAlive();
        var head = Rent(HeadOf(response, isHttp10 ? ResponseFraming.UntilClose : ResponseFraming.Chunked, 0), out var length);
        var sent = await WriteAndReturnAsync(head, length).ConfigureAwait(false);
        return sent && !isHead;
    }

    /// <inheritdoc />
    public async ValueTask<bool> SendChunkAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (!await StartStreamingAsync(response, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }
        var body = response.Buffer;
        // An empty chunk would be the end of the body.
        if (body.Length > 0)
        {
            if (!isHttp10)
            {
                FrameChunk(body);
            }
            await WritePiecesAsync(body).ConfigureAwait(false);
        }
        return !output.IsLost;
    }

    private async ValueTask SendBufferedAsync(HttpResponse response)
    {
        response.HasStarted = true;
        _keepsAlive = connection.MayKeepAlive();
        var body = response.Buffer;
        var hasNoBody = response.StatusCode is 204 or 304;
        var head = HeadOf(response, hasNoBody ? ResponseFraming.None : ResponseFraming.Length, body.Length);
        if (hasNoBody || isHead)
        {
            body.Clear();
        }
        if (!TryPrepend(head, body))
        {
            var bytes = Rent(head, out var length);
            if (!await WriteAndReturnAsync(bytes, length).ConfigureAwait(false))
            {
                return;
            }
        }
        await WritePiecesAsync(body).ConfigureAwait(false);
    }

    private ResponseHead HeadOf(HttpResponse response, ResponseFraming framing, long bodyLength)
    {
        var option = !_keepsAlive ? ConnectionOption.Close : isHttp10 ? ConnectionOption.KeepAlive : ConnectionOption.None;
        return new ResponseHead(response, requestId, date.Current(), framing, bodyLength, option);
    }

    private static bool TryPrepend(in ResponseHead head, SegmentedBuffer body)
    {
        if (head.SizeBound > SegmentedBuffer.FrontRoom)
        {
            return false;
        }
        Span<byte> bytes = stackalloc byte[SegmentedBuffer.FrontRoom];
        return body.TryPrepend(bytes[..head.Write(bytes)]);
    }

    private static byte[] Rent(in ResponseHead head, out int length)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(head.SizeBound);
        length = head.Write(bytes);
        return bytes;
    }

    private async ValueTask<bool> WriteAndReturnAsync(byte[] rented, int length)
    {
        var sent = await output.WriteAsync(rented.AsMemory(0, length)).ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(rented);
        return sent;
    }

    private static void FrameChunk(SegmentedBuffer body)
    {
        Span<byte> size = stackalloc byte[ChunkSizeBytes];
        body.Length.TryFormat(size, out var digits, "x");
        "\r\n"u8.CopyTo(size[digits..]);
        body.TryPrepend(size[..(digits + 2)]);
        body.Write("\r\n"u8);
    }

    private async ValueTask WritePiecesAsync(SegmentedBuffer body)
    {
        for (var i = 0; i < body.PieceCount; i++)
        {
            if (!await output.WriteAsync(body.PieceAt(i)).ConfigureAwait(false))
            {
                break;
            }
        }
        body.Clear();
    }
}
