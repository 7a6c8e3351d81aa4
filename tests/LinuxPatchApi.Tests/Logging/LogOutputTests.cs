using System.Net;
using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Logging;

/// <summary>Uses real sockets on the loopback interface.</summary>
public sealed class LogOutputTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Messages_arrive_by_udp_with_level_and_event_name()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        server.Client.ReceiveTimeout = 5000;
        using var output = Create(SyslogTransport.Udp, ((IPEndPoint)server.Client.LocalEndPoint!).Port);
        var log = output.Factory.CreateLogger("Jobs");

        log.Log(LogLevel.Debug, "below the level");
        log.Log(LogLevel.Warning, new EventId(7, "Stalled"), "stalled");

        IPEndPoint? from = null;
        var message = Encoding.UTF8.GetString(server.Receive(ref from));
        Assert.StartsWith("<28>1 ", message, StringComparison.Ordinal);
        Assert.EndsWith(" Stalled - Jobs: stalled", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Level_can_be_changed_while_loggers_exist()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var output = Create(SyslogTransport.Udp, ((IPEndPoint)server.Client.LocalEndPoint!).Port);
        var log = output.Factory.CreateLogger("Jobs");
        Assert.False(log.IsEnabled(LogLevel.Debug));

        output.Level.Set(LogLevel.Debug);
        Assert.True(log.IsEnabled(LogLevel.Debug));
        output.Level.Set(LogLevel.Error);
        Assert.False(log.IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public async Task Messages_arrive_by_tcp_in_counted_frames_and_shutdown_sends_what_waits()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using (var output = Create(SyslogTransport.Tcp, ((IPEndPoint)server.LocalEndpoint).Port))
        {
            output.Factory.CreateLogger("A").LogInformation("one");
            output.Factory.CreateLogger("A").LogInformation("two");
        }
        using var connection = await server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(5));
        var all = await new StreamReader(connection.GetStream()).ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(5));

        var space = all.IndexOf(' ');
        var length = int.Parse(all[..space]);
        Assert.EndsWith("A: one", all.Substring(space + 1, length), StringComparison.Ordinal);
        Assert.EndsWith("A: two", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_that_is_not_there_costs_messages_and_never_time()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        using var output = Create(SyslogTransport.Tcp, port);
        var log = output.Factory.CreateLogger("A");

        for (var i = 0; i < LoggingLimits.SyslogQueue + 100; i++)
        {
            log.LogInformation("message");
        }

        // The sender may hold one; the queue holds its size; the rest is counted as lost at once.
        Assert.InRange(output.LostSyslogMessages, 99, 101);
    }

    [Fact]
    public async Task Server_that_comes_back_is_reported_how_many_are_missing()
    {
        using var reserve = new TcpListener(IPAddress.Loopback, 0);
        reserve.Start();
        var port = ((IPEndPoint)reserve.LocalEndpoint).Port;
        reserve.Stop();
        var clock = new PauseClock();
        using var output = LogOutput.Create(SyslogSettings(SyslogTransport.Tcp, port), clock);
        var log = output.Factory.CreateLogger("A");
        log.LogInformation("lost");
        await clock.Paused.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, output.LostSyslogMessages);

        using var server = new TcpListener(IPAddress.Loopback, port);
        server.Start();
        log.LogInformation("kept");
        // Only once: the same clock would end the next attempt.
        clock.Advance(LoggingLimits.RetryDelay);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var connection = await server.AcceptTcpClientAsync(patience.Token);
        var reader = new StreamReader(connection.GetStream());
        var text = new StringBuilder();
        while (!text.ToString().Contains("1 log messages were lost before this one", StringComparison.Ordinal))
        {
            var buffer = new char[1024];
            var read = await reader.ReadAsync(buffer, patience.Token);
            Assert.NotEqual(0, read);
            text.Append(buffer, 0, read);
        }
        Assert.Contains("A: kept", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_enabled_is_silent_and_works()
    {
        using var output = LogOutput.Create(new LoggingSettings(LogLevel.Trace, false, null, "/x", TimeSpan.Zero), _clock);

        output.Factory.CreateLogger("A").LogInformation("to nobody");
        Assert.Equal(0, output.LostSyslogMessages);
    }

    private LogOutput Create(SyslogTransport transport, int port) => LogOutput.Create(SyslogSettings(transport, port), _clock);

    private static LoggingSettings SyslogSettings(SyslogTransport transport, int port) =>
        new(LogLevel.Information, false, new SyslogEndpoint(transport, "127.0.0.1", port), "/x", TimeSpan.Zero);

    /// <summary>Signals that the pause after a failure has begun, which this clock then ends.</summary>
    private sealed class PauseClock : FakeTimeProvider
    {
        private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Paused => _paused.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == LoggingLimits.RetryDelay)
            {
                _paused.TrySetResult();
            }
            return timer;
        }
    }
}
