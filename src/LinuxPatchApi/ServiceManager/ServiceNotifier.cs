using System.Net.Sockets;
using System.Text;

namespace LinuxPatchApi.ServiceManager;

/// <summary>Sends state to the service manager by sd_notify. Does nothing without one (NOTIFY_SOCKET unset).</summary>
internal sealed class ServiceNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _address;
    private readonly TimeProvider _clock;

    /// <param name="notifySocket">The value of NOTIFY_SOCKET; null when unset.</param>
    /// <param name="clock">Its time stamps must be CLOCK_MONOTONIC, as those of <see cref="TimeProvider.System"/> are on Linux.</param>
    public ServiceNotifier(string? notifySocket, TimeProvider clock)
    {
        _clock = clock;
        _address = NotifyAddress.Parse(notifySocket);
        _socket = _address is null ? null : new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    }

    /// <summary>False when there is no service manager.</summary>
    public bool IsConnected => _socket is not null;

    public static ServiceNotifier FromEnvironment(TimeProvider clock) => new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), clock);

    public bool Ready(string status) => Send($"{NotifyMessage.Ready}\n{NotifyMessage.Status(status)}");

    public bool Reloading() => Send(NotifyMessage.Reloading(MonotonicMicroseconds()));

    public bool Stopping(string status) => Send($"{NotifyMessage.Stopping}\n{NotifyMessage.Status(status)}");

    public bool Status(string text) => Send(NotifyMessage.Status(text));

    public bool Watchdog() => Send(NotifyMessage.Watchdog);

    public bool ExtendTimeout(TimeSpan time, string reason) => Send($"{NotifyMessage.ExtendTimeout(time)}\n{NotifyMessage.Status(reason)}");

    public void Dispose() => _socket?.Dispose();

    /// <summary>
    /// False when the message was not delivered: no service manager, or its queue is full. Never blocks and never throws: the agent's work
    /// matters more than the notification, and a lost WATCHDOG=1 is followed by another.
    /// </summary>
    private bool Send(string message)
    {
        if (_socket is null)
        {
            return false;
        }
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(message), _address!);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: the message was queued on the thread pool during the shutdown.
            return false;
        }
    }

    private long MonotonicMicroseconds() => (long)((Int128)_clock.GetTimestamp() * 1_000_000 / _clock.TimestampFrequency);
}
