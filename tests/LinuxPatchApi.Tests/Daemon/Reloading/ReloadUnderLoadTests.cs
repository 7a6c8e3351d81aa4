using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Tests.Daemon.Reloading;

/// <summary>Certificate, key, authorities, revocation list and allow-list change while clients send requests continuously.</summary>
public sealed class ReloadUnderLoadTests : IAsyncDisposable
{
    private const int Clients = 6;
    private const int Reloads = 20;

    private readonly TlsFixture _files = new();
    private readonly TlsMonitor _tls;
    private readonly AllowListMonitor _allowList;
    private readonly HttpServer _server;
    private readonly DaemonTls _daemonTls;
    private readonly ConcurrentBag<string> _failures = [];
    private readonly ConcurrentDictionary<string, bool> _serversSeen = [];
    private int _answered;

    public ReloadUnderLoadTests()
    {
        _tls = new TlsMonitor(null, TimeProvider.System);
        _allowList = new AllowListMonitor(new DnsHostResolver(new DnsLifetimes(() => [], TimeProvider.System), TimeProvider.System),
            TimeProvider.System);
        _daemonTls = new DaemonTls(new FixedSnapshot(settings => settings, () => _tls.Current), TimeProvider.System);
        WriteAllowList(0);
        Reload();
        _server = new HttpServer(new HttpServerOptions
        {
            Endpoints = [new IPEndPoint(IPAddress.Loopback, 0)],
            Limits = new HttpLimits { HandshakesPerSecondPerAddress = 100_000, HandshakeBurst = 100_000 },
            AddressFilter = address => _allowList.Current.Allows(address),
            Tls = _daemonTls,
            Handler = (exchange, _) =>
            {
                exchange.Response.Body.Write("{}"u8);
                return default;
            },
            Faults = (_, _, _) => { },
            Loggers = NullLoggerFactory.Instance,
        });
        Assert.Empty(_server.Start());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task No_request_fails()
    {
        using var stop = new CancellationTokenSource();
        using var client = X509Certificate2.CreateFromPemFile(_files.Authority.Files.Certificate("client"),
            _files.Authority.Files.Key("client"));
        var fresh = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => QueryAsync(client, keepAlive: false, stop.Token)));
        var kept = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => QueryAsync(client, keepAlive: true, stop.Token)));
        Task[] load = [.. fresh, .. kept];
        for (var i = 1; i <= Reloads; i++)
        {
            var before = Volatile.Read(ref _answered);
            Change(i);
            Reload();
            Assert.Equal(0, _server.Review(new ConnectionReview(address => _allowList.Current.Allows(address), _daemonTls.IsRevoked)));
            await Eventually.TrueAsync(() =>
                Volatile.Read(ref _answered) >= before + (2 * Clients) || !_failures.IsEmpty, "answers after the reload");
        }
        await stop.CancelAsync();
        await Eventually.SoonAsync(Task.WhenAll(load));
        Assert.Empty(_failures);
        Assert.Equal(0, _server.Counters.Denied + _server.Counters.OverLimit);
        Assert.True(_serversSeen.Count > Reloads / 2, "clients saw few of the server certificates");
    }

    /// <summary>Changes everything at once, as a complete renewal would.</summary>
    private void Change(int round)
    {
        var name = $"server-{round}";
        _files.Issue(CertificateUse.Server, name);
        _files.Issue(CertificateUse.Client, $"lost-{round}");
        Assert.Null(_files.Authority.RevokeFile(_files.Authority.Files.Certificate($"lost-{round}")).Failure);
        using var other = new TemporaryDirectory();
        var next = new CertificateAuthority(other.File("pki"), _files.Clock);
        Assert.Null(next.Initialise($"Next CA {round}", 3650, force: false).Failure);
        var bundle = _files.File("bundle.pem");
        File.WriteAllText(bundle, File.ReadAllText(_files.Authority.Files.AuthorityCertificate)
            + File.ReadAllText(next.Files.AuthorityCertificate));
        _files.Settings = _files.Settings with
        {
            CaCertificatePath = bundle,
            ServerCertificatePath = _files.Authority.Files.Certificate(name),
            ServerKeyPaths = [_files.Authority.Files.Key(name)],
        };
        WriteAllowList(round);
    }

    private void WriteAllowList(int round) => File.WriteAllText(_files.File("allow.yaml"), $"entries: [127.0.0.0/8, 192.0.2.{round}]\n");

    private void Reload()
    {
        var loaded = _tls.Reload(_files.Settings);
        Assert.True(loaded.Material is not null, string.Join('\n', loaded.Problems));
        Assert.NotNull(_allowList.Reload(_files.File("allow.yaml")).Document);
    }

    private async Task QueryAsync(X509Certificate2 certificate, bool keepAlive, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                using var handler = new SocketsHttpHandler
                {
                    SslOptions = new SslClientAuthenticationOptions
                    {
                        ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                        RemoteCertificateValidationCallback = (_, server, _, _) =>
                            _serversSeen.TryAdd(server!.GetSerialNumberString(), true) || true,
                    },
                };
                using var http = new HttpClient(handler);
                do
                {
                    using var answer = await http.GetAsync($"https://{_server.BoundEndpoints[0]}/a", CancellationToken.None);
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                    Interlocked.Increment(ref _answered);
                }
                while (keepAlive && !stop.IsCancellationRequested);
            }
        }
        catch (Exception failure)
        {
            _failures.Add(failure.ToString());
        }
    }
}
