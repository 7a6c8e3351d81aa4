using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>The daemon as a process on a host without certificates, and a fake manager on the real clock.</summary>
internal sealed class EnrollingAgent : IAsyncDisposable
{
    /// <summary>Origin: it starts in one second, and in about ten on a machine that is compiling.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _log = new();
    private readonly StringBuilder _notified = new();
    private readonly Socket _notify = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private Process? _process;

    public EnrollingAgent(bool hasTrust = true, bool hasManager = true)
    {
        Port = FreePort();
        CaFile = _directory.Write("manager-ca.pem", Manager.Pki.AuthorityPem);
        ConfigurationFile = _directory.Write("config.yaml",
            $"""
            server:
              bind: 127.0.0.1
              port: {Port}
            tls:
              ca_cert: {_directory.File("none/ca.pem")}
              server_cert: {_directory.File("none/server.pem")}
            jobs:
              storage_path: {_directory.File("state/jobs")}
            whitelist:
              path: {_directory.Write("whitelist.yaml", "entries: []\n")}
            logging:
              file_path: {_directory.File("audit.log")}
            enrollment:
              polling_interval_seconds: 1
              report_ip: 127.0.0.1
              report_fqdn: web1.example.org

            """ + (hasManager ? $"  manager_url: {Manager.Address}\n" : "") + (hasTrust ? $"  manager_ca: {CaFile}\n" : ""));
        _notify.Bind(new UnixDomainSocketEndPoint(_directory.File("notify")));
        _ = Task.Run(Hear);
    }

    /// <summary>Below those that the kernel gives to connections: the agent binds it seconds or minutes later.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one.
            }
        }
    }

    public Manager Manager { get; } = new(TimeProvider.System);

    public int Port { get; }

    public string CaFile { get; }

    public string ConfigurationFile { get; }

    public string EnrolmentRecord => _directory.File("state/enrolment/enrolment.json");

    public string State => _directory.File("state");

    /// <summary>The library of tests/Support/KillPoints/file-kills.c; null for none.</summary>
    public string? KillLibrary { private get; init; }

    public bool IsRunning => _process is { HasExited: false };

    public string Notified => Text(_notified);

    /// <param name="verb">With its options; null for the daemon.</param>
    public void Start(params string[] verb)
    {
        var start = new ProcessStartInfo("dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "linux-patch-api.dll"), .. verb.Length == 0 ? new[] { "run" } : verb,
                "--config", ConfigurationFile,
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=" + _directory.File("no-bus");
        start.Environment["RUNTIME_DIRECTORY"] = _directory.Path;
        start.Environment["NOTIFY_SOCKET"] = _directory.File("notify");
        if (KillLibrary is not null)
        {
            start.Environment["LD_PRELOAD"] = KillLibrary;
            start.Environment["FILE_KILLS"] = _directory.Path;
        }
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Add(_log, line.Data);
        _process.OutputDataReceived += (_, line) => Add(_log, line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>The next start dies at this point, as file-kills.c has it.</summary>
    public void DiesAt(string point) => _directory.Write("kill-file", point + "\n");

    /// <summary>Waits for the death that was ordered.</summary>
    /// <param name="meanwhile">Called again and again.</param>
    public async Task DeathAsync(Action meanwhile)
    {
        await UntilAsync(
            () =>
            {
                meanwhile();
                return File.Exists(_directory.File("killed"));
            },
            "the death at the kill point");
        await ExitAsync();
    }

    public void Signal(string name) => Tool.Succeed("sh", "-c", $"kill -{name} {_process!.Id}");

    public Task NotifiesAsync(string text) => UntilAsync(() => Notified.Contains(text, StringComparison.Ordinal), $"told: {text}");

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            // Once more after its end: what it has done last may be what is waited for.
            var isOver = Stopwatch.GetElapsedTime(start) >= Patience || !IsRunning;
            Assert.True(!isOver || condition(), $"in vain waited for {what}; the log: {Text(_log)}{Notified}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public Task<int> EndAsync(string signal = "TERM")
    {
        Signal(signal);
        return ExitAsync();
    }

    /// <summary>The exit code when it ends by itself.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process!.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            Kill();
        }
        _process?.Dispose();
        _notify.Dispose();
        await Manager.DisposeAsync();
        _directory.Dispose();
    }

    private void Hear()
    {
        var message = new byte[4096];
        try
        {
            while (true)
            {
                Add(_notified, Encoding.UTF8.GetString(message, 0, _notify.Receive(message)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static string Text(StringBuilder of)
    {
        lock (of)
        {
            return of.ToString();
        }
    }

    private static void Add(StringBuilder to, string? text)
    {
        lock (to)
        {
            to.Append(text).Append('\n');
        }
    }
}
