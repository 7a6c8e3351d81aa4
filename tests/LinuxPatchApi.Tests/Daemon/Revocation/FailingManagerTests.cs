using System.Net;
using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Revocation;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Daemon.Revocation;

/// <summary>An enrolled host, and the fake manager whose list fails: always, as in one version of the real one, or now and then.</summary>
public sealed class FailingManagerTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Manager _manager = new(TimeProvider.System);
    private readonly TlsMonitor _monitor;
    private readonly CrlDownloader _downloader;

    public FailingManagerTests()
    {
        using var server = _manager.Pki.Server("host.example.org", IPAddress.Loopback);
        var key = _directory.Write("server.key.pem", ManagerPki.KeyPem(server));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var tls = new TlsSettings(
            _directory.Write("ca.pem", _manager.Pki.AuthorityPem),
            _directory.Write("server.pem", server.ExportCertificatePem()),
            [key],
            _directory.File("crl.pem"),
            CrlPolicy.KeepServing)
        {
            Enrolled = _directory.Path,
        };
        _monitor = new TlsMonitor(_directory.File("copy.pem"), TimeProvider.System);
        _monitor.Reload(tls);
        Assert.True(_monitor.Current is not null, string.Join("; ", _monitor.DegradedReasons));
        var loaded = ConfigurationLoader.Parse("test", []).Loaded!;
        var settings = loaded.Settings with { Enrollment = loaded.Settings.Enrollment with { ManagerUrl = _manager.Address } };
        var names = new DnsHostResolver(new DnsLifetimes(() => [], TimeProvider.System), TimeProvider.System);
        var files = new FilesInForce(
            new ConfigurationMonitor(_directory.File("config.yaml"), loaded with { Settings = settings }),
            _monitor,
            new AllowListMonitor(names, TimeProvider.System),
            TimeProvider.System);
        _downloader = new CrlDownloader(files, TimeProvider.System, TestLog.Of<CrlDownloader>());
    }

    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task List_that_fails_is_not_alarming_where_there_never_was_one()
    {
        _manager.Switches.CrlFails = true;
        Assert.Contains("status 500", await FetchAsync(), StringComparison.Ordinal);
        Assert.Equal(CrlStatus.Missing, _monitor.Current!.Crl.Loaded);
        Assert.Empty(_monitor.DegradedReasons);
    }

    [Fact]
    public async Task List_that_fails_leaves_the_one_in_force()
    {
        Assert.Null(await FetchAsync());
        Assert.Equal(CrlStatus.Valid, _monitor.Current!.Crl.Loaded);
        _manager.Switches.CrlFails = true;
        Assert.Contains("status 500", await FetchAsync(), StringComparison.Ordinal);
        Assert.Equal(CrlStatus.Valid, _monitor.Current!.Crl.Loaded);
        Assert.Empty(_monitor.DegradedReasons);
    }

    private Task<string?> FetchAsync() =>
        _downloader.OnceAsync(CrlDownloader.Address(_manager.Address), _monitor.Current!, TestContext.Current.CancellationToken);
}
