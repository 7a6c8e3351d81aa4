using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Tls;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Connections;

/// <summary>One accepted socket from handshake to close. No exception escapes.</summary>
internal sealed class HttpConnection : IThreadPoolWorkItem
{
    private const int LingerBufferSize = 4 * 1024;
    private readonly ServerContext _server;
    private readonly Socket _socket;
    private readonly Deadline _deadline;
    private readonly CancellationTokenSource _lost = new();
    private readonly ConnectionReview? _review;
    private volatile ConnectionInput? _input;
    private volatile bool _draining;
    private volatile bool _isCut;
    private bool _inHandshake = true;
    private Peer? _peer;
    private ITimer? _end;
    private ITimer? _life;
    private int _hasEnd;
    private DateTimeOffset? _validUntil;
    private long _born;

    /// <param name="review">The newest rules when the address was checked.</param>
    public HttpConnection(ServerContext server, Socket socket, IPAddress address, ConnectionReview? review)
    {
        _review = review;
        _server = server;
        _socket = socket;
        Address = address;
        _deadline = new Deadline(server.Time, OnDeadline);
    }

    /// <summary>Normalised peer address.</summary>
    public IPAddress Address { get; }

    /// <summary>The account that the registry counts it on; set by the registry.</summary>
    public object Account { get; set; } = "";

    /// <summary>True when a certificate was accepted from this address before; set by the registry.</summary>
    public bool IsKnown { get; set; }

    /// <summary>Fingerprint of its certificate once counted; set by the registry.</summary>
    public string? Certificate { get; set; }

    /// <summary>Runs on the thread pool, so that no handshake blocks the accept loop.</summary>
    public void Execute() => _ = RunAsync();

    /// <summary>Closes the connection after the request in progress, or at once when there is none.</summary>
    public void Drain()
    {
        _draining = true;
        _input?.Drain();
    }

    /// <summary>Ends the connection if newer rules would not admit it. True when this call ends it.</summary>
    public bool Review(ConnectionReview review)
    {
        var peer = Volatile.Read(ref _peer);
        var reason = !review.IsAllowed(Address) ? EndReason.AddressDenied
            : peer?.Judge(review);
        return reason is { } why && End(why, peer?.Subject);
    }

    /// <summary>
    /// Ends the connection after the response in progress, and cuts it when that takes too long. False when it had ended before.
    /// </summary>
    private bool End(EndReason why, string? subject)
    {
        if (Interlocked.Exchange(ref _hasEnd, 1) == 1)
        {
            return false;
        }
        _server.Counters.CountEnded(why);
        if (why == EndReason.TooOld)
        {
            ServerLog.Aged(_server.Log, Address, subject, _server.Limits.ConnectionAge);
        }
        else
        {
            ServerLog.Ended(_server.Log, Address, subject, why, _server.Limits.EndGrace);
        }
        _end = _server.Time.CreateTimer(
            static self => ((HttpConnection)self!).Cut(), this, _server.Limits.EndGrace, Timeout.InfiniteTimeSpan);
        _input?.End();
        return true;
    }

    /// <summary>Cuts the connection; the peer sees a reset.</summary>
    public void Cut()
    {
        _isCut = true;
        // Not Cancel: callbacks that handlers registered must neither run on the timer's thread nor throw there. Before closing the socket,
        // so that a handler whose write fails is already cancelled.
        _ = _lost.CancelAsync();
        Abandon(_socket);
    }

    /// <summary>Resets a socket: no byte is sent, and the kernel keeps no state of it.</summary>
    public static void Abandon(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Already closed by the peer or another thread.
        }
        socket.Dispose();
    }

    /// <summary>
    /// Starts the timer that ends the connection when the first certificate of its chain expires, or at its maximum age. It looks at the
    /// wall clock again and again: a step of that clock moves no timer.
    /// </summary>
    private void BeginLife(DateTimeOffset? validUntil)
    {
        (_validUntil, _born) = (validUntil, _server.Time.GetTimestamp());
        _life = _server.Time.CreateTimer(
            static self => ((HttpConnection)self!).CheckLife(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        CheckLife();
    }

    private void CheckLife()
    {
        var left = _server.Limits.ConnectionAge - _server.Time.GetElapsedTime(_born);
        // Read once: a clock that steps between two looks would make the next span negative, and an exception here ends the process.
        var now = _server.Time.GetUtcNow();
        if (HasExpired(now))
        {
            return;
        }
        if (left <= TimeSpan.Zero)
        {
            End(EndReason.TooOld, _peer?.Subject);
            return;
        }
        left = left < _server.Limits.LifeCheckInterval ? left : _server.Limits.LifeCheckInterval;
        var valid = _validUntil - now;
        _life!.Change(valid < left ? valid.Value : left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True when a certificate of the client's chain has expired; the connection then ends without another answer.</summary>
    public bool HasExpired() => HasExpired(_server.Time.GetUtcNow());

    private bool HasExpired(DateTimeOffset now)
    {
        if (!(now >= _validUntil))
        {
            return false;
        }
        End(EndReason.CertificateExpired, _peer?.Subject);
        return true;
    }

    private async Task RunAsync()
    {
        _server.Counters.ConnectionOpened();
        try
        {
            _socket.NoDelay = true;
            await using var raw = new SocketStream(_socket);
            var established = await EstablishAsync(raw);
            if (established is { Stream: { } stream, Client: { } client })
            {
                await using (stream)
                {
                    await ServeAsync(raw, stream, client);
                }
            }
            else if (established.AlertSent && !_isCut)
            {
                // A TLS 1.3 client has often sent its first request by now; closing with it unread would reset the connection and lose the
                // alert.
                await CloseAsync(null, peerHasEnded: false);
            }
        }
        catch (Exception exception) when (_inHandshake && ConnectionErrors.IsLost(exception))
        {
            ServerLog.PeerClosedHandshake(_server.Log, Address);
        }
        catch (Exception exception)
        {
            ServerLog.ConnectionFailed(_server.Log, Address, exception);
        }
        finally
        {
            _socket.Dispose();
            _deadline.Dispose();
            _end?.Dispose();
            _life?.Dispose();
            EndHandshake();
            _server.Counters.ConnectionClosed();
            _server.Connections.Remove(this);
            _server.Options.ConnectionClosed?.Invoke();
        }
    }

    private async ValueTask<TransportResult> EstablishAsync(SocketStream raw)
    {
        TransportResult result;
        try
        {
            _deadline.Arm(DeadlineKind.Cut, _server.Limits.HandshakeTimeout);
            if (!IsKnown)
            {
                raw.BeginSlots(_server.Turns);
            }
            result = await _server.Transport.EstablishAsync(raw, Address, _lost.Token);
        }
        finally
        {
            raw.EndSlots();
            _deadline.Stop();
            EndHandshake();
        }
        if (result.Client is { } client)
        {
            _server.Counters.CountHandshake();
            if (_server.Connections.Establish(this, client.FingerprintSha256) is var admission and not Admission.Admitted)
            {
                return await RejectAsync(admission, result.Stream!);
            }
            ServerLog.Established(_server.Log, Address, client.Name);
            // Interlocked on both sides: either the review sees the peer, or we see the review.
            Interlocked.Exchange(ref _peer, new Peer(client.Name, result.Chain, result.InBundle));
            if (_server.Review is { } review && !ReferenceEquals(review, _review))
            {
                Review(review);
            }
            BeginLife(result.ValidUntil);
            return result;
        }
        var reason = _deadline.HasExpired ? HandshakeFailureReason.TimedOut : _isCut ? HandshakeFailureReason.ServerEnding : result.Failure;
        _server.Counters.CountHandshakeFailure(reason);
        if (result.Subject is not null)
        {
            _server.Connections.Charge(this);
        }
        if (reason is HandshakeFailureReason.PeerClosed or HandshakeFailureReason.ServerEnding)
        {
            ServerLog.PeerClosedHandshake(_server.Log, Address);
        }
        else
        {
            LogFailure(reason, result);
        }
        return result;
    }

    /// <summary>Logs the first failure per address and reason, then periodically with a count; the others at debug level.</summary>
    private void LogFailure(HandshakeFailureReason reason, in TransportResult result)
    {
        var count = _server.Refusals.Count(Address, (int)reason);
        var level = count is null ? LogLevel.Debug : LogLevel.Information;
        var detail = result.Detail ?? "no further detail";
        ServerLog.HandshakeFailed(
            _server.Log, level, Address, reason, result.Subject is null ? detail : $"certificate {result.Subject}; {detail}", count ?? 1);
    }

    private async ValueTask<TransportResult> RejectAsync(Admission admission, Stream stream)
    {
        _server.Counters.CountNotAdmitted(admission);
        if (_server.NotAdmitted.Count(Address, (int)admission) is { } count)
        {
            ServerLog.NotAdmitted(_server.Log, Address, admission, count);
        }
        _server.Options.OverLimit?.Invoke(Address);
        await stream.DisposeAsync();
        return default;
    }

    private void EndHandshake()
    {
        if (_inHandshake)
        {
            _inHandshake = false;
            _server.Connections.EndHandshake(this);
        }
    }

    private async ValueTask ServeAsync(SocketStream raw, Stream stream, ClientIdentity client)
    {
        var input = new ConnectionInput(stream, _deadline, raw);
        var output = new ConnectionOutput(stream, _deadline, _server.Limits, _server.Time);
        _input = input;
        // From here on Drain and End see the input; if they ran before, their flag is set.
        Interlocked.MemoryBarrier();
        if (_draining)
        {
            input.Drain();
        }
        if (Volatile.Read(ref _hasEnd) == 1)
        {
            input.End();
        }
        var loop = new RequestLoop(_server, client, input, output, _lost.Token, this);
        try
        {
            await loop.RunAsync();
        }
        finally
        {
            input.Complete();
        }
        if (_isCut || input.IsLost || output.IsLost || loop.IsBroken)
        {
            Abandon(_socket);
            return;
        }
        await CloseAsync(stream, input.HasEnded);
    }

    /// <summary>
    /// Closes TLS, then reads and drops what the peer still sends, for a while: closing with unread bytes would make the kernel send a
    /// reset, which can destroy our last response before the peer has read it (RFC 9112 section 9.6).
    /// </summary>
    private async ValueTask CloseAsync(Stream? stream, bool peerHasEnded)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LingerBufferSize);
        try
        {
            _deadline.Arm(DeadlineKind.Cut, _server.Limits.LingerTimeout);
            if (stream is SslStream tls)
            {
                await tls.ShutdownAsync();
            }
            _socket.Shutdown(SocketShutdown.Send);
            var left = peerHasEnded ? 0 : _server.Limits.LingerBytes;
            while (left > 0)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(0, LingerBufferSize));
                left = received == 0 ? 0 : left - received;
            }
        }
        catch (Exception exception) when (ConnectionErrors.IsLost(exception) || exception is InvalidOperationException)
        {
            // The peer has already closed.
        }
        finally
        {
            _deadline.Disarm();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What is needed to check a client again.</summary>
    private sealed record Peer(string Subject, ReadOnlyMemory<byte>[] Chain, int InBundle)
    {
        public EndReason? Judge(ConnectionReview review)
        {
            var certificates = new X509Certificate2[Chain.Length];
            for (var i = 0; i < certificates.Length; i++)
            {
                certificates[i] = X509CertificateLoader.LoadCertificate(Chain[i].Span);
            }
            EndReason? reason = certificates.Length == 0 ? null
                : review.IsRevoked(certificates) ? EndReason.CertificateRevoked
                : review.IsAccepted?.Invoke(certificates, InBundle) == false ? EndReason.CertificateRefused
                : null;
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
            return reason;
        }
    }

    private void OnDeadline(DeadlineKind kind)
    {
        if (kind == DeadlineKind.Read)
        {
            _input?.Expire();
        }
        else
        {
            Cut();
        }
    }
}
