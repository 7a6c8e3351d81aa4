using System.Net.Sockets;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Logging.Syslog;

/// <summary>One socket to the syslog server, opened on demand and closed at the first error.</summary>
internal sealed class SyslogSender(SyslogEndpoint endpoint, SyslogFormatter formatter, TimeProvider time) : IDisposable
{
    private Socket? _socket;

    /// <summary>False when the message was not sent. Over UDP, true only means that the kernel accepted it.</summary>
    public async Task<bool> TrySendAsync(SyslogRecord record, CancellationToken cancellation)
    {
        try
        {
            _socket ??= await ConnectAsync(cancellation);
            var message = endpoint.Transport == SyslogTransport.Udp
                ? formatter.Format(record, LoggingLimits.MaxUdpMessage)
                : SyslogFormatter.Frame(formatter.Format(record, LoggingLimits.MaxTcpMessage));
            ReadOnlyMemory<byte> rest = message;
            while (rest.Length > 0)
            {
                rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellation)..];
            }
            return true;
        }
        catch (Exception error) when (error is SocketException or TimeoutException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Dispose();
            return false;
        }
    }

    /// <summary>Shuts a TCP stream down in order, so that the kernel still sends what it has buffered.</summary>
    public void Dispose()
    {
        try
        {
            if (_socket is { Connected: true } && endpoint.Transport == SyslogTransport.Tcp)
            {
                _socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // The peer has already closed the connection.
        }
        _socket?.Close();
        _socket = null;
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = endpoint.Transport == SyslogTransport.Udp
            ? new Socket(SocketType.Dgram, ProtocolType.Udp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = new Deadline(LoggingLimits.ConnectTimeout, time, cancellation);
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, deadline.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
