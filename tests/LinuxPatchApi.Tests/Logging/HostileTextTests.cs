using System.Net;
using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Logging;
using LinuxPatchApi.Logging.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Logging;

/// <summary>Untrusted names (certificate subjects, package names, targets) pass through the writers that log them.</summary>
public sealed class HostileTextTests
{
    public static TheoryData<string> Names =>
    [
        "CN=a\nMay 01 root: forged", "CN=\r<0>forged", "CN=\u001b[2J\u001b[1;31mred", "CN=\0nul", "CN=\u007fdel", "CN=\u0085\u009b31mc1",
        "CN=\u202Egnp.exe", "CN=\u2066isolate\u2069", "CN=\u200Fmark\u061C", "CN=\u2028line\u2029paragraph", "CN=\uFEFFmark",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Journal_line_is_one_line_of_harmless_characters(string name)
    {
        var line = JournalFormatter.ForStandardError(
            LogLevel.Warning,
            JournalFormatter.Line("LinuxPatchApi.Http", 7, $"subject {name}", new InvalidOperationException(name)),
            forTerminal: false);

        Assert.StartsWith("<4>LinuxPatchApi.Http[7] subject CN=", line, StringComparison.Ordinal);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        AssertHarmless(line[..^1]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Syslog_message_of_the_server_s_own_record_is_harmless(string name)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        server.Client.ReceiveTimeout = 5000;
        var port = ((IPEndPoint)server.Client.LocalEndPoint!).Port;
        var endpoint = new SyslogEndpoint(SyslogTransport.Udp, "127.0.0.1", port);
        var settings = new LoggingSettings(LogLevel.Trace, false, endpoint, "/x", TimeSpan.Zero);
        using var output = LogOutput.Create(settings, new FakeTimeProvider());

        var log = output.Factory.CreateLogger("LinuxPatchApi.Http");
        ServerLog.HandshakeFailed(log, LogLevel.Information, IPAddress.Loopback, HandshakeFailureReason.TimedOut, name, 1);

        IPEndPoint? from = null;
        var message = Encoding.UTF8.GetString(server.Receive(ref from));
        Assert.Contains("CN=", message, StringComparison.Ordinal);
        AssertHarmless(message.Replace("\uFEFF", "", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_there_can_still_be_read()
    {
        Assert.Equal("päckage 日本 \\u202E x y", LogText.OneLine("päckage 日本 \u202E x\ny"));
        Assert.Same("nothing to do", LogText.OneLine("nothing to do"));
    }

    private static void AssertHarmless(string line)
    {
        Assert.DoesNotContain(line, char.IsControl);
        Assert.DoesNotContain(line, c => c is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
        Assert.DoesNotContain(line, c => c is '\u200E' or '\u200F' or '\u061C' or '\uFEFF');
    }
}
