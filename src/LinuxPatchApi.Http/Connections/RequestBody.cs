using LinuxPatchApi.Http.Bodies;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Connections;

/// <summary>The body of one request on its connection: read completely, or read and dropped.</summary>
internal sealed class RequestBody(
    BodyFraming framing, bool expectsContinue, ServerContext server, ClientIdentity client, ConnectionInput input, ConnectionOutput output)
    : IRequestBody, IDisposable
{
    /// <summary>
    /// Bytes that are received, or interpreted by the handler, without waiting before others have their turn. Origin: a fraction of a
    /// millisecond; package lists in requests stay below.
    /// </summary>
    private const int BytesInRow = 64 * 1024;

    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private readonly HttpLimits _limits = server.Limits;
    private readonly ChunkedDecoder? _chunks = framing.Kind == BodyKind.Chunked ? new ChunkedDecoder(server.Limits) : null;
    private PooledBody? _bytes;
    private long _rest = framing.Length;
    private BodyOutcome? _outcome = framing.IsEmpty ? BodyOutcome.Complete : null;

    /// <summary>How reading ended; null while it has not been read.</summary>
    public BodyOutcome? Outcome => _outcome;

    /// <summary>True when the next request on this connection can still be found: the body was read, or its rest can be dropped.</summary>
    public bool CanBeFinished => _outcome == BodyOutcome.Complete || (_outcome is null && !expectsContinue && _rest <= _limits.DrainBytes);

    /// <inheritdoc />
    public async ValueTask<BodyResult> ReadAllAsync(CancellationToken cancellationToken)
    {
        if (_outcome is null)
        {
            // RFC 9110 section 10.1.1: 100 Continue may be omitted when the body is already arriving.
            var ready = !expectsContinue || input.HasLeftover || await output.WriteAsync(Continue);
            _outcome = ready ? await AwaitAsync(_bytes ??= new PooledBody(_limits.BodyBytes), long.MaxValue) : BodyOutcome.Disconnected;
        }
        return new BodyResult(_outcome.Value, _outcome == BodyOutcome.Complete && _bytes is { } bytes ? bytes.Written : default);
    }

    /// <summary>Reads and drops an unread body. True when the connection is positioned at the next request.</summary>
    public async ValueTask<bool> FinishAsync()
    {
        if (_outcome is null && CanBeFinished)
        {
            _outcome = await AwaitAsync(null, _limits.DrainBytes);
        }
        return _outcome == BodyOutcome.Complete;
    }

    /// <inheritdoc />
    public void Dispose() => _bytes?.Dispose();

    /// <summary>
    /// While waiting for a slow peer, the request does not count as active: slow peers must not block requests that could be answered.
    /// </summary>
    private async ValueTask<BodyOutcome> AwaitAsync(PooledBody? sink, long most)
    {
        server.Counters.LeaveRequest();
        try
        {
            return await PumpAsync(sink, most);
        }
        finally
        {
            server.Counters.EnterRequestAgain();
        }
    }

    private async ValueTask<BodyOutcome> PumpAsync(PooledBody? sink, long most)
    {
        var started = server.Time.GetTimestamp();
        long received = 0;
        long inRow = 0;
        while (true)
        {
            var outcome = await input.ReadAsync(TimeLeft(started, received), idle: false);
            var buffer = input.Buffer;
            if (outcome == InputOutcome.TimedOut)
            {
                input.Advance(buffer.Start, buffer.Start);
                return BodyOutcome.TimedOut;
            }
            if (sink?.TryMakeSpace(Room(buffer.Length, sink.Written.Length), server.Bodies, client) == false)
            {
                input.Advance(buffer.Start, buffer.Start);
                return BodyOutcome.Overloaded;
            }
            var status = Consume(sink, out var taken);
            received += taken;
            inRow = input.HasWaited ? taken : inRow + taken;
            if (inRow > BytesInRow || (status != HeadStatus.NeedMore && received > BytesInRow))
            {
                inRow = 0;
                await server.LongWork.Next();
            }
            if (status != HeadStatus.NeedMore)
            {
                return status == HeadStatus.Complete ? BodyOutcome.Complete : _chunks!.Failure;
            }
            if (outcome == InputOutcome.Ended)
            {
                return BodyOutcome.Disconnected;
            }
            if (received > most)
            {
                return BodyOutcome.TooLarge;
            }
        }
    }

    /// <summary>Time until the total deadline or the minimum rate is missed, whichever comes first.</summary>
    private TimeSpan TimeLeft(long started, long received)
    {
        var byRate = _limits.BodyRateGrace + TimeSpan.FromSeconds((double)received / _limits.BodyBytesPerSecond);
        var due = byRate < _limits.BodyTimeout ? byRate : _limits.BodyTimeout;
        return due - server.Time.GetElapsedTime(started);
    }

    /// <summary>Most body bytes that this many bytes on the wire can contain, framing included.</summary>
    /// <param name="had">Bytes of the body so far: a longer one is refused, so nothing is reserved beyond the limit.</param>
    private long Room(long arrived, long had) => Math.Min(arrived, _chunks is null ? _rest : _limits.BodyBytes - had);

    private HeadStatus Consume(PooledBody? sink, out long taken)
    {
        var buffer = input.Buffer;
        if (_chunks is not null)
        {
            var status = _chunks.Decode(buffer, sink, out var consumed, out var examined);
            taken = buffer.Slice(0, consumed).Length;
            input.Advance(consumed, examined);
            return status;
        }
        taken = Math.Min(_rest, buffer.Length);
        sink?.Append(buffer.Slice(0, taken));
        _rest -= taken;
        var position = buffer.GetPosition(taken);
        input.Advance(position, position);
        return _rest == 0 ? HeadStatus.Complete : HeadStatus.NeedMore;
    }
}
