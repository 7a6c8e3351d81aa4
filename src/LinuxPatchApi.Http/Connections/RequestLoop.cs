using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Native;
using LinuxPatchApi.Http.Parsing;
using LinuxPatchApi.Http.Responses;
using LinuxPatchApi.Http.WebSockets;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Connections;

/// <summary>Serves the requests of one established connection, one after another.</summary>
/// <param name="connection">Whose client is to be checked before each answer; null: nobody's.</param>
internal sealed class RequestLoop(
    ServerContext server, ClientIdentity client, ConnectionInput input, ConnectionOutput output, CancellationToken lost,
    HttpConnection? connection = null)
    : IKeepAlive, IWebSocketAcceptor
{
    private readonly HeadParser _parser = new(server.Limits);
    private RequestBody? _body;
    private WebSocketSession? _webSocket;
    private TimeSpan _due;
    private long _headStarted;
    private bool _hasBegun;
    private int _served;
    private bool _refused;

    private RequestHead Head => _parser.Head;

    /// <summary>True when the last response was cut off midway: the peer must not take it for complete.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Serves until the peer, a limit or a fault ends the connection.</summary>
    public async ValueTask RunAsync()
    {
        var inRow = 0;
        var goOn = true;
        while (goOn)
        {
            (_hasBegun, _due) = (false, _served == 0 ? server.Limits.HeadTimeout : server.Limits.KeepAliveTimeout);
            HeadEnd? head = null;
            while (head is null)
            {
                // Inline: every further async method costs each idle connection a state machine.
                head = ParseHead(await input.ReadAsync(_due, idle: !_hasBegun));
            }
            goOn = head.Value.Status switch
            {
                _ when input.IsOver || connection?.HasExpired() == true => false,
                HeadStatus.Complete => await AnswerAsync(),
                HeadStatus.Failed => await RefuseAsync(head.Value.Fault, NewRequestId()),
                _ => false,
            };
            _parser.Reset();
            _body = null;
            inRow = input.HasWaited ? 0 : inRow + 1;
            if (goOn && inRow >= server.Limits.PipelinedRequests)
            {
                inRow = 0;
                await server.LongWork.Next();
            }
        }
    }

    /// <inheritdoc />
    public bool MayKeepAlive() => !_refused && Head.KeepAlive && _body!.CanBeFinished && !input.HasEnded
        && _served < server.Limits.RequestsPerConnection && !server.Draining.IsCancellationRequested && !input.IsOver;

    /// <inheritdoc />
    public async ValueTask<WebSocketAccept> AcceptAsync(HttpExchange exchange)
    {
        exchange.Response.HasStarted = true;
        var (leftover, stream) = input.Detach();
        _webSocket = new WebSocketSession(new UpgradedStream(leftover, stream, output, server.Time), server.Limits, server.Time, lost);
        // If this fails, the session notices at its first read.
        await output.WriteAsync(WebSocketHandshake.Answer(exchange.Request));
        ServerLog.Upgraded(server.Log, client.Address, client.Name);
        return new WebSocketAccept(_webSocket, null);
    }

    /// <summary>Parses the received part of a head. Null: more bytes are needed.</summary>
    private HeadEnd? ParseHead(InputOutcome outcome)
    {
        var buffer = input.Buffer;
        if (outcome is InputOutcome.TimedOut or InputOutcome.Draining)
        {
            input.Advance(buffer.Start, buffer.Start);
            return new HeadEnd(_hasBegun ? HeadStatus.Failed : HeadStatus.NeedMore, HttpFaultReason.HeadTimeout);
        }
        var status = _parser.Parse(buffer, out var consumed, out var examined);
        var nothing = _parser.IsAtStart && buffer.IsEmpty;
        input.Advance(consumed, examined);
        if (status != HeadStatus.NeedMore)
        {
            return new HeadEnd(status, _parser.Fault);
        }
        if (outcome == InputOutcome.Ended)
        {
            return new HeadEnd(nothing ? HeadStatus.NeedMore : HeadStatus.Failed, HttpFaultReason.IncompleteRequest);
        }
        _headStarted = _hasBegun ? _headStarted : server.Time.GetTimestamp();
        _hasBegun = true;
        _due = server.Limits.HeadTimeout - server.Time.GetElapsedTime(_headStarted);
        return null;
    }

    private async ValueTask<bool> AnswerAsync()
    {
        _served++;
        var requestId = NewRequestId();
        if (!server.Counters.TryEnterRequest(server.Limits.RequestsInFlight))
        {
            return await RefuseAsync(HttpFaultReason.Overloaded, requestId);
        }
        try
        {
            return Head.Body.Length > server.Limits.BodyBytes
                ? await RefuseAsync(HttpFaultReason.BodyTooLarge, requestId)
                : await HandleAsync(requestId);
        }
        finally
        {
            server.Counters.LeaveRequest();
        }
    }

    private async ValueTask<bool> HandleAsync(Guid requestId)
    {
        using var body = _body = new RequestBody(Head.Body, Head.ExpectsContinue, server, client, input, output);
        using var buffer = new SegmentedBuffer();
        var sender = new ResponseSender(
            output, server.Date, this, requestId, Head.Method == "HEAD", Head.IsHttp10, server.Answers, client, server.LongWork);
        var response = new HttpResponse(sender, buffer);
        try
        {
            return await HandleAsync(requestId, body, sender, response);
        }
        finally
        {
            sender.Release();
        }
    }

    private async ValueTask<bool> HandleAsync(Guid requestId, RequestBody body, ResponseSender sender, HttpResponse response)
    {
        var exchange = new HttpExchange(new HttpRequest(Head, client, requestId, body), response, this);
        var fault = await CallHandlerAsync(exchange);
        if (_webSocket is { } webSocket)
        {
            IsBroken = !webSocket.End() || fault is not null;
            return false;
        }
        fault ??= body.Outcome is { } outcome and not BodyOutcome.Complete ? FaultOf(outcome) : null;
        if (fault is not null || lost.IsCancellationRequested)
        {
            IsBroken = response.HasStarted;
            return !IsBroken && fault is { } reason && await RefuseAsync(reason, requestId);
        }
        await sender.FinishAsync(response);
        if (sender.IsRefused)
        {
            response.Buffer.Clear();
            return await RefuseAsync(HttpFaultReason.Overloaded, requestId);
        }
        return sender.KeepsAlive && await body.FinishAsync();
    }

    private async ValueTask<HttpFaultReason?> CallHandlerAsync(HttpExchange exchange)
    {
        try
        {
            if (server.Options.IsQuick?.Invoke(exchange.Request) != true)
            {
                await SocketThread.Leave();
            }
            await server.Options.Handler(exchange, lost);
            return null;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            ServerLog.HandlerFailed(server.Log, exchange.Request.RequestId, exception);
            return HttpFaultReason.HandlerFailed;
        }
    }

    /// <summary>Answers with a fault and ends the connection, because what follows on it cannot be trusted. Always returns false.</summary>
    private async ValueTask<bool> RefuseAsync(HttpFaultReason reason, Guid requestId)
    {
        await SocketThread.Leave();
        _refused = true;
        var fault = FaultTable.Describe(reason, Head.RawTarget.Length > 0 ? Head.RawTarget : null);
        server.Counters.CountFault(reason);
        var count = server.Faults.Count(client.Address, (int)reason);
        var level = count is null ? LogLevel.Debug : LogLevel.Information;
        ServerLog.Refused(server.Log, level, requestId, client.Address, fault.StatusCode, reason, count ?? 1);
        using var buffer = new SegmentedBuffer();
        var sender = new ResponseSender(output, server.Date, this, requestId, Head.Method == "HEAD", Head.IsHttp10);
        var response = new HttpResponse(sender, buffer) { StatusCode = fault.StatusCode };
        response.SetHeader("Content-Type", "application/json");
        response.SetHeader("Cache-Control", "no-store");
        if (reason == HttpFaultReason.Overloaded)
        {
            response.SetHeader("Retry-After", "1");
        }
        server.Options.Faults(fault, requestId, response.Body);
        server.Options.FaultAnswered?.Invoke(fault, requestId, client);
        await sender.FinishAsync(response);
        return false;
    }

    private Guid NewRequestId() => RequestId.New(server.Time.GetUtcNow(), Random.Shared);

    private static HttpFaultReason FaultOf(BodyOutcome outcome) => outcome switch
    {
        BodyOutcome.TooLarge => HttpFaultReason.BodyTooLarge,
        BodyOutcome.TrailersTooLarge => HttpFaultReason.HeadersTooLarge,
        BodyOutcome.TimedOut => HttpFaultReason.BodyTimeout,
        BodyOutcome.Disconnected => HttpFaultReason.IncompleteRequest,
        BodyOutcome.Overloaded => HttpFaultReason.Overloaded,
        _ => HttpFaultReason.MalformedChunk,
    };

    /// <param name="Status">NeedMore: the connection ends without a response.</param>
    /// <param name="Fault">Only meaningful for Failed.</param>
    private readonly record struct HeadEnd(HeadStatus Status, HttpFaultReason Fault);
}
