using System.Buffers;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Http.Responses;

/// <summary>Sends one response, buffered or streamed.</summary>
/// <param name="budget">Budget for the bytes of all responses; null: this response is not counted.</param>
/// <param name="client">Whose share of it this response takes; null without a budget.</param>
/// <param name="work">Where a streamed response waits for its turn after each long piece; null: nowhere.</param>
internal sealed class ResponseSender(
    ConnectionOutput output, DateHeader date, IKeepAlive connection, Guid requestId, bool isHead, bool isHttp10,
    AnswerBudget? budget = null, ClientIdentity? client = null, LongWork? work = null)
    : IResponseSink
{
    private const int ChunkSizeBytes = 18;

    /// <summary>Size that is not counted: at the limit of requests such responses hold 2 MB.</summary>
    private const int FreeBytes = 4 * 1024;

    private bool _keepsAlive;
    private IDisposable? _counted;

    /// <summary>True when the response announced that the connection stays open.</summary>
    public bool KeepsAlive => _keepsAlive && !output.IsLost;

    /// <summary>True when too much is held for other readers: nothing was sent, and the request must be refused.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Releases the counted bytes once the response is sent or abandoned.</summary>
    public void Release()
    {
        _counted?.Dispose();
        _counted = null;
    }

    /// <summary>Sends a buffered response, or ends a streamed one.</summary>
    public async ValueTask FinishAsync(HttpResponse response)
    {
        if (IsRefused)
        {
            return;
        }
        if (!response.HasStarted)
        {
            await SendBufferedAsync(response);
            return;
        }
        if (isHead || !await SendChunkAsync(response, CancellationToken.None) || isHttp10)
        {
            return;
        }
        await output.WriteAsync("0\r\n\r\n"u8.ToArray());
    }

    /// <inheritdoc />
    public async ValueTask<bool> StartStreamingAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (response.HasStarted || cancellationToken.IsCancellationRequested)
        {
            return !isHead && !output.IsLost && !cancellationToken.IsCancellationRequested;
        }
        if (IsRefused || !TryCount(response))
        {
            return false;
        }
        output.Begin();
        response.HasStarted = true;
        _keepsAlive = !isHttp10 && connection.MayKeepAlive();
        var head = Rent(HeadOf(response, isHttp10 ? ResponseFraming.UntilClose : ResponseFraming.Chunked, 0), out var length);
        var sent = await WriteAndReturnAsync(head, length);
        return sent && !isHead;
    }

    /// <inheritdoc />
    public async ValueTask<bool> SendChunkAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (!await StartStreamingAsync(response, cancellationToken))
        {
            return false;
        }
        var body = response.Buffer;
        // An empty chunk would end the body.
        if (body.Length > 0)
        {
            if (!isHttp10)
            {
                FrameChunk(body);
            }
            var isLong = body.Length > FreeBytes;
            await WritePiecesAsync(body);
            if (isLong && work is not null && !output.IsLost)
            {
                // A reader that is fast enough never makes this response wait.
                await work.Next();
            }
        }
        return !output.IsLost;
    }

    private bool TryCount(HttpResponse response)
    {
        var bytes = response.Buffer.Length;
        if (isHead || bytes <= FreeBytes || budget is null)
        {
            return true;
        }
        _counted = budget.TryTake(bytes, client!);
        IsRefused = _counted is null;
        return !IsRefused;
    }

    private async ValueTask SendBufferedAsync(HttpResponse response)
    {
        if (!TryCount(response))
        {
            return;
        }
        output.Begin();
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
            if (!await WriteAndReturnAsync(bytes, length))
            {
                return;
            }
        }
        await WritePiecesAsync(body);
    }

    private ResponseHead HeadOf(HttpResponse response, ResponseFraming framing, long bodyLength)
    {
        var option = !_keepsAlive ? ConnectionOption.Close : isHttp10 ? ConnectionOption.KeepAlive : ConnectionOption.None;
        return new ResponseHead(response, requestId, date.Current(), framing, bodyLength, option);
    }

    private static bool TryPrepend(in ResponseHead head, SegmentedBuffer body)
    {
        if (head.SizeBound > SegmentedBuffer.HeadSpace)
        {
            return false;
        }
        Span<byte> bytes = stackalloc byte[SegmentedBuffer.HeadSpace];
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
        var sent = await output.WriteAsync(rented.AsMemory(0, length));
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
            if (!await output.WriteAsync(body.PieceAt(i)))
            {
                break;
            }
        }
        body.Clear();
    }
}
