using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Supervision;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>
/// Runs the daemon as a process on a host without a bus, and shows its log, its messages to the service manager, its answers and its exit
/// code.
/// </summary>
internal sealed class RealAgent : IDisposable
{
    /// <summary>Origin: it starts in one second, and in about ten on a machine that is compiling.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TlsFixture _tls = new();
    private readonly StringBuilder _log = new();
    private readonly StringBuilder _notified = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Process _process;
    private readonly int _port;

    /// <param name="throwIn">The value for <see cref="FaultPoint"/>; null for none.</param>
    public RealAgent(string? throwIn = null)
    {
        using (var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        }

        _manager.Bind(new UnixDomainSocketEndPoint(_tls.File("notify")));
        Task.Run(Hear);
        File.WriteAllText(_tls.File("allow.yaml"), "entries:\n  - 127.0.0.1\n");
        File.WriteAllText(_tls.File("config.yaml"), Configuration());
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "linux-patch-api.dll"), "run", "--config", _tls.File("config.yaml")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=" + _tls.File("no-bus");
        start.Environment["RUNTIME_DIRECTORY"] = _tls.Directory;
        start.Environment["NOTIFY_SOCKET"] = _tls.File("notify");
        start.Environment[FaultPoint.Variable] = throwIn;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Add(_log, line.Data);
        _process.OutputDataReceived += (_, line) => Add(_log, line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string ConfigurationFile => _tls.File("config.yaml");

    public string Authorities => _tls.Settings.CaCertificatePath;

    public string ServerCertificate => _tls.Settings.ServerCertificatePath;

    public string AllowList => _tls.File("allow.yaml");

    public string Log => Text(_log);

    /// <summary>All messages of sd_notify(3).</summary>
    public string Notified => Text(_notified);

    public string Audit => File.ReadAllText(_tls.File("audit.log"));

    public Task LogsAsync(string text) => UntilAsync(() => Log.Contains(text, StringComparison.Ordinal), $"in the log: {text}");

    public Task ReadyAsync() => NotifiesAsync("READY=1");

    public Task NotifiesAsync(string text) => UntilAsync(() => Notified.Contains(text, StringComparison.Ordinal), $"told: {text}");

    public void Signal(string name) => Tool.Succeed("sh", "-c", $"kill -{name} {_process.Id}");

    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Returns the document of health.</summary>
    public async Task<string> HealthAsync()
    {
        var files = _tls.Authority.Files;
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [X509Certificate2.CreateFromPemFile(files.Certificate("client"), files.Key("client"))],
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            },
        };
        using var client = new HttpClient(handler);
        return await client.GetStringAsync(new Uri($"https://127.0.0.1:{_port}/health"), TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _manager.Dispose();
        _tls.Dispose();
    }

    private string Configuration() =>
        $"""
        server:
          bind: 127.0.0.1
          port: {_port}
        tls:
          ca_cert: {_tls.Settings.CaCertificatePath}
          server_cert: {_tls.Settings.ServerCertificatePath}
          server_key: {_tls.Settings.ServerKeyPaths[0]}
          crl_path: {_tls.Settings.CrlPath}
        whitelist:
          path: {_tls.File("allow.yaml")}
        jobs:
          storage_path: {_tls.File("state/jobs")}
        logging:
          file_path: {_tls.File("audit.log")}

        """;

    private void Hear()
    {
        var message = new byte[4096];
        try
        {
            while (true)
            {
                Add(_notified, Encoding.UTF8.GetString(message, 0, _manager.Receive(message)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static void Add(StringBuilder to, string? text)
    {
        lock (to)
        {
            to.Append(text).Append('\n');
        }
    }

    private static string Text(StringBuilder of)
    {
        lock (of)
        {
            return of.ToString();
        }
    }

    private async Task UntilAsync(Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience && !_process.HasExited, $"in vain waited for {what}; the log: {Log}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
