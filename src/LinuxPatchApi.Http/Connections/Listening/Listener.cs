using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>One listening socket and its accept loop.</summary>
internal sealed class Listener(ServerContext server, Socket socket) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly (long At, long Count)[] _logged = new (long, long)[Enum.GetValues<Admission>().Length];

    private readonly Action<bool>? _pulse = server.Options.AcceptPulse?.Invoke((IPEndPoint)socket.LocalEndPoint!);

    /// <summary>Its endpoint, with the actual port.</summary>
    public IPEndPoint Endpoint { get; } = (IPEndPoint)socket.LocalEndPoint!;

    /// <summary>The accept loop.</summary>
    public Task Loop { get; private set; } = Task.CompletedTask;

    /// <summary>Starts accepting.</summary>
    public void Start() => Loop = Task.Run(AcceptAsync);

    /// <summary>Closes the socket and waits for the loop.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        socket.Dispose();
        await Loop;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        socket.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var accepted = await socket.AcceptAsync(_stop.Token);
                _pulse?.Invoke(true);
                Admit(accepted);
            }
            catch (Exception exception) when (_stop.IsCancellationRequested && ConnectionErrors.IsLost(exception))
            {
                return;
            }
            catch (SocketException exception)
                when (exception.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // The peer closed first. Without a pause: it would let such peers delay the others.
                server.Counters.CountAcceptError();
            }
            catch (Exception exception)
            {
                // EMFILE, ENFILE, ENOBUFS, ENOMEM or anything else: the loop must survive all of them.
                server.Counters.CountAcceptError();
                ServerLog.AcceptFailed(server.Log, exception.Message, server.Limits.AcceptRetryDelay);
                await Task.Delay(server.Limits.AcceptRetryDelay, server.Time);
            }
            finally
            {
                _pulse?.Invoke(false);
            }
        }
    }

    private void Admit(Socket accepted)
    {
        server.Counters.CountAccepted();
        var review = server.Review;
        if (accepted.RemoteEndPoint is not IPEndPoint peer)
        {
            accepted.Dispose();
            return;
        }
        var address = PeerAddress.Normalise(peer.Address);
        if (!IsAllowed(address))
        {
            server.Counters.CountDenied();
            ServerLog.Denied(server.Log, address);
            HttpConnection.Abandon(accepted);
            return;
        }
        var connection = new HttpConnection(server, accepted, address, review);
        var admission = server.Connections.TryAdd(connection);
        if (admission != Admission.Admitted)
        {
            server.Counters.CountNotAdmitted(admission);
            LogNotAdmitted(address, admission);
            server.Options.OverLimit?.Invoke(address);
            HttpConnection.Abandon(accepted);
            return;
        }
        ThreadPool.UnsafeQueueUserWorkItem(connection, preferLocal: false);
    }

    /// <summary>Logs the first connection of a flood, then periodically with a count.</summary>
    private void LogNotAdmitted(IPAddress address, Admission admission)
    {
        var (at, count) = _logged[(int)admission];
        var isFirst = count == 0 || server.Time.GetElapsedTime(at) >= server.Limits.OverLimitLogInterval;
        var all = server.Counters.NotAdmitted(admission);
        if (isFirst)
        {
            _logged[(int)admission] = (server.Time.GetTimestamp(), all);
            ServerLog.NotAdmitted(server.Log, address, admission, all - count);
        }
    }

    private bool IsAllowed(IPAddress address)
    {
        try
        {
            return server.Options.AddressFilter(address);
        }
        catch (Exception exception)
        {
            ServerLog.FilterFailed(server.Log, address, exception);
            return false;
        }
    }
}
