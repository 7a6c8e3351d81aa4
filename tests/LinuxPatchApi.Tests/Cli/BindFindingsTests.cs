using System.Net;
using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Host;
using LinuxPatchApi.Http.Connections.Listening;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Cli;

/// <summary>Addresses and ports that cannot be listened on, as check-config and doctor tell of them.</summary>
public sealed class BindFindingsTests : IDisposable
{
    private static readonly string Self = $"(process {Environment.ProcessId})";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Address_that_no_interface_has_is_found_at_its_line_with_what_to_do() => Assert.Equal(
        "c.yaml:2:9: error: server.bind: no interface of this host has 192.0.2.213 (write an address that 'ip address' shows, or 0.0.0.0 "
            + "for all)",
        Assert.Single(BindFindings.Of(Read("server:\n  bind: 192.0.2.213\n"))).ToString());

    [Theory]
    [InlineData("127.8.26.1", "127.8.26.1")]
    [InlineData("127.8.26.1", "0.0.0.0")]
    public void Port_in_use_names_the_process_that_listens(string taken, string bind)
    {
        using var other = Listen(taken);
        var port = ((IPEndPoint)other.LocalEndPoint!).Port;
        var finding = Assert.Single(
            BindFindings.Of(Read($"server:\n  bind: {bind}\n  port: {port}\n"), BindProbe.Try, "/proc", own: 0)).ToString();
        Assert.StartsWith("c.yaml:3:9: error: server.port: ", finding, StringComparison.Ordinal);
        Assert.Contains($"{Self} listens there (stop it, or write another port; ", finding, StringComparison.Ordinal);
    }

    /// <summary>OpenRC asks before each start: with DHCP the address may come a moment later.</summary>
    [Theory]
    [InlineData]
    [InlineData("--before-start")]
    public async Task A_start_does_not_fail_for_an_address_that_may_come(params string[] more)
    {
        var command = new CommandRunner();
        var path = _directory.Write("c.yaml", "server:\n  bind: 192.0.2.213\n");
        await command.RunAsync(["check-config", "--config", path, .. more]);
        Assert.Equal(more.Length == 0, command.Output.Contains("no interface of this host has", StringComparison.Ordinal));
    }

    [Fact]
    public void Free_port_is_no_finding_and_stays_free()
    {
        int port;
        using (var before = Listen("127.8.26.2"))
        {
            port = ((IPEndPoint)before.LocalEndPoint!).Port;
        }

        var loaded = Read($"server:\n  bind: 127.8.26.2\n  port: {port}\n");
        Assert.Empty(BindFindings.Of(loaded));
        Assert.Empty(BindFindings.Of(loaded));
    }

    /// <summary>The agent that runs is not in its own way; what cannot be seen is not accused while there is one.</summary>
    [Theory]
    [InlineData("linux-patch-api", true, null)]
    [InlineData("linux-patch-api", false, null)]
    [InlineData("nginx", true, "\"nginx\" (process 77) listens there")]
    [InlineData("nginx", false, "another process listens there")]
    public void Running_agent_is_told_from_another_process(string command, bool isVisible, string? said)
    {
        Directory.CreateDirectory(_directory.File("net"));
        Directory.CreateDirectory(_directory.File("77/fd"));
        _directory.Write(
            "net/tcp", "sl\n   0: 00000000:309B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1\n");
        _directory.Write("77/comm", command + "\n");
        if (isVisible)
        {
            File.CreateSymbolicLink(_directory.File("77/fd/5"), "socket:[4711]");
        }

        var findings = BindFindings.Of(Read("{}\n"), (_, _) => BindFailureReason.AddressInUse, _directory.Path, own: 0);
        Assert.Equal(said is null ? 0 : 1, findings.Count);
        Assert.All(findings, f => Assert.Contains(said!, f.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Address_that_another_one_covers_is_found_before_the_start_fails()
    {
        var findings = BindFindings.Of(
            Read("server:\n  bind: [\"0.0.0.0\", \"127.0.0.1\", \"::\"]\n"), (_, _) => null, _directory.Path, own: 0);
        Assert.Contains("server.bind: 0.0.0.0 covers 127.0.0.1 already", Assert.Single(findings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0100007F:309B", "127.0.0.1:12443")]
    [InlineData("00000000000000000000000001000000:0016", "[::1]:22")]
    [InlineData("0000000000000000FFFF00000100007F:0016", "127.0.0.1:22")]
    [InlineData("0100007F", null)]
    [InlineData("xyz00000:0016", null)]
    public void Addresses_are_read_as_the_kernel_writes_them(string text, string? expected) =>
        Assert.Equal(expected, PortOwner.Parse(text)?.ToString());

    private static LoadedConfiguration Read(string text) => ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(text)).Loaded!;

    private static Socket Listen(string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        socket.Listen();
        return socket;
    }
}
