using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Revocation;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Daemon.Revocation;

/// <summary>Downloads from a manager over real TLS; the test's own authority makes certificates and lists.</summary>
public sealed partial class CrlDownloaderTests : IAsyncDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly TlsMonitor _monitor;
    private readonly ScriptedManager _manager;
    private readonly CrlDownloader _downloader;
    private int _taken;

    public CrlDownloaderTests()
    {
        _monitor = new TlsMonitor(Copy, _tls.Clock);
        _manager = new ScriptedManager(Certificate("manager", [IPAddress.Loopback]));
        _monitor.Reload(_tls.Settings);
        var files = Files(Defaults(), _tls.Clock);
        files.Changed += _ => _taken++;
        _downloader = new CrlDownloader(files, _tls.Clock, TestLog.Of<CrlDownloader>());
    }

    private string Copy => _tls.File("copy.pem");

    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync();
        _tls.Dispose();
    }

    [Theory]
    [InlineData("length")]
    [InlineData("chunked")]
    [InlineData("close")]
    public async Task Newer_list_is_in_force_at_once_and_after_a_restart_without_the_operators_file_changing(string framing)
    {
        var before = File.ReadAllBytes(_tls.Settings.CrlPath);
        var newer = Revoke();
        File.WriteAllBytes(_tls.Settings.CrlPath, before);
        _manager.Answer = Ok(newer, framing);

        Assert.Null(await FetchAsync());

        Assert.True(IsRevoked(_monitor));
        Assert.Equal(CrlStatus.Valid, _monitor.Current!.Crl.Loaded);
        Assert.Empty(_monitor.DegradedReasons);
        Assert.Equal(1, _taken);
        Assert.Equal(before, File.ReadAllBytes(_tls.Settings.CrlPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy));
        var restarted = new TlsMonitor(Copy, _tls.Clock);
        restarted.Reload(_tls.Settings);
        Assert.True(IsRevoked(restarted));
        Assert.StartsWith("GET /api/v1/pki/crl.pem HTTP/1.1\r\nHost: 127.0.0.1:", Assert.Single(_manager.Requests),
            StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", _manager.Requests[0], StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "500", "status 500" },
        { "302", "status 302" },
        { "html", "holds no revocation list" },
        { "other authority", "not of the CA" },
        { "truncated", "Truncated" },
        { "half without length", "damaged PEM block" },
        { "oversize", "TooLarge" },
        { "oversize without length", "TooLarge" },
        { "garbage", "Malformed" },
        { "older", "older than the one in use" },
        { "of tomorrow", "is the clock right" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Bad_answer_changes_nothing_in_force_or_on_disk_and_has_its_reason(string what, string reason)
    {
        var first = File.ReadAllBytes(_tls.Settings.CrlPath);
        var revoked = Revoke();
        _monitor.Reload(_tls.Settings);
        _manager.Answer = what switch
        {
            "500" => Encoding.ASCII.GetBytes("HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n"),
            "302" => Encoding.ASCII.GetBytes($"HTTP/1.1 302 there\r\nLocation: {_manager.Address}\r\nContent-Length: 0\r\n\r\n"),
            "html" => Ok("<html>sign in</html>"u8.ToArray(), "length"),
            "other authority" => Ok(OtherList(), "length"),
            "truncated" => Ok(revoked, "length")[..^20],
            "half without length" => Ok(revoked[..^60], "close"),
            "oversize" => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {CrlLimits.MaxBytes + 1}\r\n\r\n"),
            "oversize without length" => Ok(new byte[CrlLimits.MaxBytes + 1], "close"),
            "garbage" => "SSH-2.0-x\r\n\r\n"u8.ToArray(),
            "older" => Ok(first, "length"),
            _ => Ok(OfTomorrow(revoked), "length"),
        };

        Assert.Contains(reason, await FetchAsync(), StringComparison.Ordinal);

        Assert.True(IsRevoked(_monitor));
        Assert.Equal("2", Assert.Single(_monitor.Current!.Crl.Lists).Number!.ToString());
        Assert.False(File.Exists(Copy));
    }

    [Fact]
    public async Task Refused_list_degrades_until_the_next_good_answer()
    {
        _manager.Answer = Ok(OtherList(), "length");
        await FetchAsync();
        Assert.Equal(CrlStatus.Degraded, _monitor.Current!.Crl.StatusAt(_tls.Clock.GetUtcNow()));
        Assert.Contains("not of the CA", Assert.Single(_monitor.DegradedReasons), StringComparison.Ordinal);
        _monitor.Reload(_tls.Settings);
        Assert.Single(_monitor.DegradedReasons);

        _manager.Answer = Ok(File.ReadAllBytes(_tls.Settings.CrlPath), "length");
        Assert.Null(await FetchAsync());
        Assert.Equal(CrlStatus.Valid, _monitor.Current.Crl.StatusAt(_tls.Clock.GetUtcNow()));
        Assert.Empty(_monitor.DegradedReasons);
    }

    /// <summary>An enrolled host whose manager has no list, or fails to give one. With a list in force the same answers are told.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData(" \r\n\t\n", false)]
    [InlineData("\uFEFF", false)]
    [InlineData("\uFEFF\n", false)]
    [InlineData("404", true)]
    [InlineData("500", true)]
    [InlineData("<html>sign in</html>", true)]
    public async Task List_that_never_was_is_not_missed_and_one_that_was_is(string body, bool isFailure)
    {
        _manager.Answer = int.TryParse(body, out var status)
            ? Encoding.ASCII.GetBytes($"HTTP/1.1 {status} no\r\nContent-Length: 0\r\n\r\n") : Ok(Encoding.UTF8.GetBytes(body), "close");
        await FetchAsync();
        Assert.Equal(status == 0 ? CrlStatus.Degraded : CrlStatus.Valid, _monitor.Current!.Crl.Loaded);

        File.Delete(_tls.Settings.CrlPath);
        var enrolled = new TlsMonitor(Copy, _tls.Clock);
        enrolled.Reload(_tls.Settings with { Enrolled = _tls.Directory });
        var downloader = new CrlDownloader(Files(Defaults(), _tls.Clock, enrolled), _tls.Clock, TestLog.Of<CrlDownloader>());
        var none = await downloader.OnceAsync(CrlDownloader.Address(_manager.Address), enrolled.Current!, CancellationToken.None);
        Assert.Equal(isFailure, none is not null);
        Assert.Empty(enrolled.DegradedReasons);
        Assert.Equal(CrlStatus.Missing, enrolled.Current!.Crl.Loaded);
    }

    [Fact]
    public async Task Same_list_again_changes_nothing_at_all()
    {
        _manager.Answer = Ok(File.ReadAllBytes(_tls.Settings.CrlPath), "length");
        object before = _monitor.Decision;
        Assert.Null(await FetchAsync());
        Assert.Same(before, _monitor.Decision);
    }

    [Fact]
    public async Task List_that_cannot_be_kept_is_in_force_all_the_same_and_that_is_reported()
    {
        var before = File.ReadAllBytes(_tls.Settings.CrlPath);
        var newer = Revoke();
        File.WriteAllBytes(_tls.Settings.CrlPath, before);
        Directory.CreateDirectory(Copy);
        _manager.Answer = Ok(newer, "length");
        await FetchAsync();
        Assert.True(IsRevoked(_monitor));
        Assert.Equal(CrlStatus.Degraded, _monitor.Current!.Crl.Loaded);
        _monitor.Reload(_tls.Settings);
        Assert.True(IsRevoked(_monitor));
    }

    [Fact]
    public async Task First_list_of_all_may_come_by_download()
    {
        var list = File.ReadAllBytes(_tls.Settings.CrlPath);
        File.Delete(_tls.Settings.CrlPath);
        var monitor = new TlsMonitor(Copy, _tls.Clock);
        monitor.Reload(_tls.Settings);
        Assert.Equal(CrlStatus.Missing, monitor.Current!.Crl.Loaded);
        Assert.Equal(CrlDownloadOutcome.Newer, monitor.ApplyDownload(list, "test", out _).Outcome);
        Assert.Equal(CrlStatus.Valid, monitor.Current.Crl.Loaded);
    }

    [Fact]
    public async Task Manager_of_another_authority_is_not_believed()
    {
        using var other = new TlsFixture();
        await using var manager = new ScriptedManager(
            Certificate("manager", [IPAddress.Loopback], other))
        { Answer = Ok(Revoke(), "length") };
        Assert.Contains("its certificate is not issued by an accepted", await FetchAsync(manager.Address), StringComparison.Ordinal);
        Assert.Empty(manager.Requests);
    }

    [Fact]
    public async Task Manager_with_a_certificate_for_another_host_is_not_believed()
    {
        await using var manager = new ScriptedManager(
            Certificate("elsewhere", [IPAddress.Parse("192.0.2.1")]))
        { Answer = Ok(Revoke(), "length") };
        Assert.Contains("not for 127.0.0.1", await FetchAsync(manager.Address), StringComparison.Ordinal);
        Assert.Empty(manager.Requests);
    }

    [Fact]
    public async Task Manager_whose_certificate_is_revoked_is_not_believed()
    {
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("manager")).Failure);
        _monitor.Reload(_tls.Settings);
        Assert.Contains("revoked", await FetchAsync(), StringComparison.Ordinal);
        Assert.Empty(_manager.Requests);
    }

    [Fact]
    public async Task Client_certificate_of_the_wrong_kind_does_not_serve_as_a_manager()
    {
        Assert.Null(_tls.Authority.Issue(new IssueRequest(CertificateUse.Client, "c2", [IPAddress.Loopback], [], 100, Force: false))
            .Failure);
        await using var manager = new ScriptedManager(Load("c2", _tls)) { Answer = Ok(Revoke(), "length") };
        Assert.Contains("not for servers", await FetchAsync(manager.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_certificate_is_shown_to_the_manager_only_when_it_may_speak_for_a_client()
    {
        _manager.Answer = Ok(File.ReadAllBytes(_tls.Settings.CrlPath), "length");
        await FetchAsync();
        Assert.Equal([null], _manager.Clients);

        // A server certificate without extended key usage is valid for both.
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=both", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var bare = request.CreateSelfSigned(_tls.Clock.GetUtcNow().AddDays(-1), _tls.Clock.GetUtcNow().AddDays(9));
        var material = _monitor.Current! with { Server = Exported(bare) };
        Assert.Null(await _downloader.OnceAsync(CrlDownloader.Address(_manager.Address), material, CancellationToken.None));
        Assert.Equal([null, "CN=both"], _manager.Clients);
    }

    [Fact]
    public async Task Manager_that_does_not_answer_is_left_at_the_deadline()
    {
        var fetching = FetchAsync();
        await Eventually.TrueAsync(() => _manager.Requests.Count == 1, "the request");
        Assert.False(fetching.IsCompleted);
        _tls.Clock.Advance(CrlSchedule.Deadline);
        Assert.StartsWith("TimedOut", await Eventually.SoonAsync(fetching), StringComparison.Ordinal);
        Assert.Empty(_monitor.DegradedReasons);
    }

    [Fact]
    public async Task Nobody_there_is_reported()
    {
        var gone = _manager.Address;
        await _manager.DisposeAsync();
        Assert.StartsWith("NotReached", await FetchAsync(gone), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loop_downloads_after_the_start_and_again_after_the_interval()
    {
        var settings = Defaults() with { Enrollment = Defaults().Enrollment with { ManagerUrl = _manager.Address } };
        _manager.Answer = Ok(File.ReadAllBytes(_tls.Settings.CrlPath), "length");
        using var end = new CancellationTokenSource();
        var running = new CrlDownloader(Files(settings, _tls.Clock), _tls.Clock, TestLog.Of<CrlDownloader>()).RunAsync(end.Token);
        _tls.Clock.Advance(CrlSchedule.StartSpread);
        await Eventually.TrueAsync(() => _manager.Requests.Count == 1, "the first request");
        await Eventually.NudgedAsync(
            () => _manager.Requests.Count >= 2, () => _tls.Clock.Advance(TimeSpan.FromDays(1)), "the second request");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Loop_without_a_manager_has_no_timer_and_goes_on_when_the_settings_name_one()
    {
        var clock = new CountingTime(_tls.Clock);
        var files = Files(Defaults(), clock);
        _manager.Answer = Ok(File.ReadAllBytes(_tls.Settings.CrlPath), "length");
        using var end = new CancellationTokenSource();
        var downloader = new CrlDownloader(files, clock, TestLog.Of<CrlDownloader>());
        var running = downloader.RunAsync(end.Token);
        Assert.Equal(1, clock.Armed);
        _tls.Clock.Advance(CrlSchedule.StartSpread);
        await Eventually.TrueAsync(() => clock.Armed == 0, "the end of the wait after the start");
        Configure("");
        files.Reload();
        _tls.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, clock.Armed);
        Assert.Empty(_manager.Requests);

        Configure($"enrollment:\n  manager_url: {_manager.Address}\n");
        files.Reload();
        await Eventually.TrueAsync(() => _manager.Requests.Count == 1, "the request");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public void Address_keeps_the_path_of_the_managers_base()
    {
        Assert.Equal("https://m.example/api/v1/pki/crl.pem", CrlDownloader.Address(new Uri("https://m.example")).AbsoluteUri);
        Assert.Equal("https://m.example:8443/a%20b/api/v1/pki/crl.pem", CrlDownloader.Address(new Uri("https://m.example:8443/a b/?q#f"))
            .AbsoluteUri);
    }

    private FilesInForce Files(Settings settings, TimeProvider clock, TlsMonitor? monitor = null)
    {
        var loaded = ConfigurationLoader.Parse("test", []).Loaded! with { Settings = settings };
        var names = new DnsHostResolver(new DnsLifetimes(() => [], clock), clock);
        return new FilesInForce(new ConfigurationMonitor(_tls.File("config.yaml"), loaded), monitor ?? _monitor,
            new AllowListMonitor(names, clock), clock);
    }

    private void Configure(string more) => File.WriteAllText(
        _tls.File("config.yaml"),
        $"""
        tls:
          ca_cert: {_tls.Settings.CaCertificatePath}
          server_cert: {_tls.Settings.ServerCertificatePath}
          server_key: {_tls.Settings.ServerKeyPaths[0]}
          crl_path: {_tls.Settings.CrlPath}
        {more}
        """);

    private static Settings Defaults() => ConfigurationLoader.Parse("test", [])!.Settings!;

    private Task<string?> FetchAsync(Uri? manager = null) =>
        _downloader.OnceAsync(CrlDownloader.Address(manager ?? _manager.Address), _monitor.Current!, TestContext.Current.CancellationToken);

    private bool IsRevoked(TlsMonitor monitor)
    {
        using var client = _tls.Certificate("client");
        return monitor.Current!.Crl.IsRevoked(client);
    }

    /// <summary>Revokes the client and returns the new list.</summary>
    private byte[] Revoke()
    {
        _tls.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        return File.ReadAllBytes(_tls.Settings.CrlPath);
    }

    private byte[] OfTomorrow(byte[] back)
    {
        var tomorrow = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(_tls.Clock.GetUtcNow().AddDays(1));
        Assert.Null(new CertificateAuthority(_tls.Directory, tomorrow).RenewRevocationList(10).Failure);
        var list = File.ReadAllBytes(_tls.Settings.CrlPath);
        File.WriteAllBytes(_tls.Settings.CrlPath, back);
        return list;
    }

    private static byte[] OtherList()
    {
        using var other = new TlsFixture();
        return File.ReadAllBytes(other.Settings.CrlPath);
    }

    private X509Certificate2 Certificate(string name, IReadOnlyList<IPAddress> addresses, TlsFixture? of = null)
    {
        var tls = of ?? _tls;
        Assert.Null(tls.Authority.Issue(new IssueRequest(CertificateUse.Server, name, addresses, [], 100, Force: false)).Failure);
        return Load(name, tls);
    }

    private static X509Certificate2 Load(string name, TlsFixture tls)
    {
        using var pair = X509Certificate2.CreateFromPemFile(tls.Authority.Files.Certificate(name),
            tls.Authority.Files.Key(name));
        return Exported(pair);
    }

    /// <summary>Returns an independent copy.</summary>
    private static X509Certificate2 Exported(X509Certificate2 pair) =>
        X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pfx), null);

    private static byte[] Ok(byte[] body, string framing)
    {
        var head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-pem-file\r\n";
        return framing switch
        {
            "length" => [.. Encoding.ASCII.GetBytes($"{head}Content-Length: {body.Length}\r\n\r\n"), .. body],
            "chunked" => [.. Encoding.ASCII.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n10\r\n"), .. body[..16],
                .. Encoding.ASCII.GetBytes($"\r\n{body.Length - 16:x}\r\n"), .. body[16..], .. "\r\n0\r\n\r\n"u8],
            _ => [.. Encoding.ASCII.GetBytes(head + "\r\n"), .. body],
        };
    }
}
