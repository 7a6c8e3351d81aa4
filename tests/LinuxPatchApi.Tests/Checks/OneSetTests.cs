using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Access;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Jobs.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Supervision;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Tests.Checks;

public sealed class OneSetTests : IDisposable
{
    private static readonly HostAddresses Web1 = new(["web1"], [IPAddress.Loopback, IPAddress.Parse("192.0.2.7")]);

    private readonly TlsFixture _tls = new();

    public void Dispose() => _tls.Dispose();

    [Fact]
    public async Task Table_tells_doctor_everything_and_health_what_is_known()
    {
        var table = new CheckTable(
        [
            new(new Fixed(CheckResult.Ok("a", "s")), HealthMember.PackageManager),
            new(new Fixed(CheckResult.Warn("b", "s", "b is odd", null)), HealthMember.PackageManager),
            new(new Fixed(CheckResult.Fail("c", "s", "c is broken", "mend c")), HealthMember.PackageManager),
            new(new Fixed(CheckResult.Fail("d", "s", "only doctor tells", "mend d"))),
            new(new Fixed(null), HealthMember.Config),
        ], NullLogger.Instance);

        Assert.Equal(["a", "b", "c", "d"], (await table.ExamineAsync(TestContext.Current.CancellationToken)).Select(r => r.Name));
        var known = await table.KnownAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["b is odd", "c is broken"], known.Reasons);
        Assert.Equal(("failed: c is broken", "ok"), (known.Text(HealthMember.PackageManager), known.Text(HealthMember.Config)));
    }

    [Fact]
    public void Case26_Empty_allow_list_fails()
    {
        var check = AllowListCheck.Judge(AllowList.Nobody, "/etc/whitelist.yaml", "the allow-list is empty, nobody may connect");
        Assert.Equal(CheckStatus.Failed, check.Status);
        Assert.Contains("/etc/whitelist.yaml", check.Remedy, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Ok, AllowListCheck.Judge(new AllowList([AddressRange.Single(IPAddress.Loopback)]), "p", null).Status);
        Assert.Equal(CheckStatus.Failed, AllowListCheck.Judge(AllowList.Nobody, "p", null).Status);
    }

    [Theory]
    [InlineData("192.0.2.8", CheckStatus.Failed)]
    [InlineData("192.0.2.7", CheckStatus.Ok)]
    [InlineData("0.0.0.0", CheckStatus.Ok)]
    [InlineData("::", CheckStatus.Ok)]
    [InlineData("127.0.0.2", CheckStatus.Ok)]
    public void Case26_Bind_address_must_be_one_of_the_host(string bind, object expected)
    {
        var check = ListenCheck.Judge([IPAddress.Parse(bind)], 12443, Web1, _ => false);
        Assert.Equal((CheckStatus)expected, check.Status);
        Assert.True(check.Status == CheckStatus.Ok || check.Remedy!.Contains("192.0.2.7", StringComparison.Ordinal));
    }

    [Fact]
    public void Case26_Addresses_that_cannot_be_reported_accuse_nobody() => Assert.Equal(
        CheckStatus.NotTested, ListenCheck.Judge([IPAddress.Parse("192.0.2.8")], 1, new HostAddresses([], []), _ => false).Status);

    /// <summary>net.ipv4.ip_nonlocal_bind, as hosts with a floating address set it.</summary>
    [Fact]
    public void Address_that_the_kernel_lets_bind_all_the_same_is_no_mistake() =>
        Assert.Equal(CheckStatus.Ok, ListenCheck.Judge([IPAddress.Parse("192.0.2.8")], 12443, Web1, _ => true).Status);

    [Fact]
    public void Addresses_are_read_from_the_kernel_s_tables()
    {
        Assert.Equal(
            [IPAddress.Parse("127.0.0.1"), IPAddress.Parse("192.0.2.7")],
            HostAddresses.Ipv4(
                ["Main:", "        |-- 127.0.0.1", "           /32 host LOCAL", "     |-- 192.0.2.0", "        /24 link UNICAST",
                "     |-- 192.0.2.7", "        /32 host LOCAL", "     |-- 192.0.2.255", "        /32 link BROADCAST"]));
        Assert.Equal([IPAddress.IPv6Loopback],
            HostAddresses.Ipv6(["00000000000000000000000000000001 01 80 10 80       lo", "rubbish", ""]));
    }

    [Fact]
    public void Case26_Certificate_without_a_name_of_the_host_and_of_another_authority_is_reported()
    {
        var server = _tls.Load().Material!;
        Assert.True(ServerIdentityCheck.LeadsTo(server.Server, server.Chain, server.Authorities, _tls.Clock.GetUtcNow()));
        Assert.Equal(CheckStatus.Warning, ServerIdentityCheck.Judge(server.Server, true, Web1).Status);
        Assert.Equal(CheckStatus.Ok, ServerIdentityCheck.Judge(server.Server, true, Web1 with { Names = ["host"] }).Status);
        Assert.Equal(CheckStatus.Ok, ServerIdentityCheck.Judge(server.Server, true, Web1 with { Names = ["HOST.example"] }).Status);

        using var other = new TlsFixture();
        var authorities = other.Load().Material!.Authorities;
        Assert.False(ServerIdentityCheck.LeadsTo(server.Server, server.Chain, authorities, _tls.Clock.GetUtcNow()));
        var foreign = ServerIdentityCheck.Judge(server.Server, false, Web1);
        Assert.Equal(CheckStatus.Warning, foreign.Status);
        Assert.Contains("tls.ca_cert", foreign.Problem, StringComparison.Ordinal);
        Assert.True(
            ServerIdentityCheck.LeadsTo(server.Server, server.Chain, server.Authorities, _tls.Clock.GetUtcNow().AddYears(2)),
                "an expired one is still its authority's");
    }

    [Fact]
    public void Case26_Expired_certificate_fails_with_a_remedy()
    {
        var server = _tls.Load().Material!.Server;
        var check = CertificatesCheck.Judge(server, [], _tls.Clock.GetUtcNow().AddDays(366));
        Assert.Equal(CheckStatus.Failed, check.Status);
        Assert.StartsWith("install a new certificate", check.Remedy, StringComparison.Ordinal);
        Assert.Single(check.Reasons);
        Assert.Equal(CheckStatus.Warning, CertificatesCheck.Judge(server, ["revocation list: missing"], _tls.Clock.GetUtcNow()).Status);
        Assert.Equal(CheckStatus.Failed, CertificatesCheck.Judge(null, ["server.pem: gone"], _tls.Clock.GetUtcNow()).Status);
    }

    [Theory]
    [InlineData("masked", "inactive", "failed")]
    [InlineData("error", "inactive", "failed")]
    [InlineData("loaded", "failed", "warning")]
    [InlineData("loaded", "inactive", "ok")]
    public void Case26_Polkit_that_cannot_be_started_is_reported(string load, string active, string expected) => Assert.Equal(
        expected,
        CheckResult.WireName(PolkitCheck.Judge(
            HostResult<bool>.Success(false), HostResult<IReadOnlyList<string>>.Success(["org.freedesktop.PolicyKit1"]), Unit(load, active),
                DebTerms.Instance).Status));

    [Theory]
    [InlineData("loaded", "active", "enabled", "ok")]
    [InlineData("loaded", "active", "disabled", "warning")]
    [InlineData("loaded", "inactive", "enabled", "failed")]
    [InlineData("loaded", "failed", "enabled", "failed")]
    [InlineData("loaded", "activating", "enabled", "failed")]
    [InlineData("masked", "inactive", "masked", "failed")]
    [InlineData("not-found", "inactive", "", "failed")]
    public void Case26_Agent_that_does_not_run_fails(string load, string active, string file, string expected)
    {
        var check = UnitCheck.Judge(HostResult<UnitState>.Success(Unit(load, active) with { UnitFileState = file }));
        Assert.Equal(expected, CheckResult.WireName(check.Status));
        Assert.True(check.Status == CheckStatus.Ok || check.Remedy is { Length: > 0 });
    }

    [Fact]
    public void Case22_Last_change_that_met_a_read_only_file_system_is_reported()
    {
        Assert.Null(LastChangeCheck.Judge([]));
        var job = JobSamples.New(JobStatus.Failed) with
        {
            CompletedAt = DateTimeOffset.UnixEpoch,
            Changes = [new PackageChange("web", "amd64", ChangeAction.Install, null, "1", ChangeOutcome.Unchanged, null)],
            ErrorCode = JobErrorCode.ReadOnly,
            Error = "the file system /usr is read-only: x",
        };
        var check = LastChangeCheck.Judge([job]);
        Assert.Equal(CheckStatus.Warning, check!.Status);
        Assert.Equal("READ_ONLY: the file system /usr is read-only: x", check.Problem);
        Assert.Equal(CheckStatus.Ok, LastChangeCheck.Judge([job with { ErrorCode = JobErrorCode.ScriptFailed }])!.Status);
    }

    [Fact]
    public void Case26_Without_systemd_the_unit_is_unknown() =>
        Assert.Equal(CheckStatus.NotTested, UnitCheck.Judge(new HostFailure(HostFailureReason.BusUnavailable, "down")).Status);

    [Fact]
    public void Case26_Check_that_was_not_made_is_never_ok()
    {
        var down = new HostFailure(HostFailureReason.BusUnavailable, "down");
        CheckResult[] untested =
        [
            PolkitCheck.Judge(down, down, null, DebTerms.Instance),
            DependenciesCheck.Judge(null, busy: false),
            DependenciesCheck.Judge(null, busy: true),
            DatabaseCheck.Judge(null, busy: false, DebTerms.Instance),
            OtherUpdatersCheck.Judge(null, ["unattended-upgrades"]),
            RepositoriesCheck.Judge(null, null, null, DateTimeOffset.UnixEpoch, DebTerms.Instance),
            RunningAgent.NotAsked("no client certificate on this host", new IPEndPoint(IPAddress.Loopback, 12443), isAllowed: false),
        ];
        Assert.All(untested, check => Assert.Equal((CheckStatus.NotTested, true), (check.Status, check.Seen.Length > 0)));
        Assert.All(untested, check => Assert.Empty(check.Reasons));
        Assert.All(untested, check => Assert.Equal($"not tested: {check.Seen}", check.HealthText));
        Assert.Equal("not_tested", CheckResult.WireName(CheckStatus.NotTested));
        Assert.Contains("put 127.0.0.1 on the allow-list and name a client certificate", untested[^1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Case26_Check_that_was_not_made_hides_no_result_of_another()
    {
        var known = new KnownChecks(
        [
            (HealthMember.PackageManager, CheckResult.Ok("a", "s")), (HealthMember.PackageManager, CheckResult.NotTested("b", "busy")),
            (HealthMember.JobQueue, CheckResult.NotTested("c", "busy")),
        ]);
        Assert.Equal(("ok", "not tested: busy"), (known.Text(HealthMember.PackageManager), known.Text(HealthMember.JobQueue)));
        Assert.Equal("ok", DoctorApi.Report([CheckResult.Ok("a", "s"), CheckResult.NotTested("b", "busy")]).Status);
        Assert.Equal("warning", DoctorApi.Report([CheckResult.NotTested("b", "busy"), CheckResult.Warn("a", "s", "p", null)]).Status);
    }

    [Fact]
    public void Case28_Unit_that_is_skipped_for_missing_certificates_names_the_next_command()
    {
        File.Delete(_tls.Settings.CaCertificatePath);
        File.Delete(_tls.Settings.ServerCertificatePath);
        var remedy = MissingCertificates.Remedy(_tls.Settings);
        Assert.Contains("'linux-patch-api setup --allow ADDRESS'", remedy, StringComparison.Ordinal);
        var skipped = UnitCheck.Judge(HostResult<UnitState>.Success(Unit("loaded", "inactive")), remedy);
        Assert.Equal(remedy, skipped.Remedy);
        Assert.Equal("the agent does not run while certificates are missing", skipped.Problem);
        Assert.Equal(CheckStatus.Ok, UnitCheck.Judge(
            HostResult<UnitState>.Success(Unit("loaded", "active") with { UnitFileState = "enabled" }), remedy).Status);
        Assert.Equal(remedy, CertificatesCheck.Judge(null, ["gone"], _tls.Clock.GetUtcNow(), remedy).Remedy);
    }

    [Theory]
    [InlineData(SocketError.Success, true)]
    [InlineData(SocketError.ConnectionReset, true)]
    [InlineData(SocketError.ConnectionRefused, false)]
    [InlineData(SocketError.TimedOut, false)]
    public void Case26_Whoever_closes_a_connection_listens(SocketError error, bool listens) => Assert.Equal(
        listens, RunningAgent.Judge(new IPEndPoint(IPAddress.Loopback, 1), error).Status == CheckStatus.Ok);

    [Fact]
    public void Case26_Client_certificate_of_the_host_is_found_by_its_use()
    {
        var found = OwnClient.Find(["/nowhere", _tls.Directory], _tls.Clock.GetUtcNow());
        Assert.Equal(_tls.Authority.Files.Certificate("client"), found!.Value.Path);
        Assert.Null(OwnClient.Find([_tls.Directory], _tls.Clock.GetUtcNow().AddYears(2)));
        Assert.Null(OwnClient.Load(_tls.Authority.Files.Certificate("client"), _tls.Authority.Files.Key("server"), _tls.Clock.GetUtcNow()));
    }

    /// <summary>A person who names a certificate is told why it cannot be used.</summary>
    [Theory]
    [InlineData("client", "client", 366, "expired on ")]
    [InlineData("client", "client", -2, "is valid from ")]
    [InlineData("client", "server", 0, "is not the key of a certificate in ")]
    [InlineData("server", "server", 0, "is not a client certificate")]
    [InlineData("nobody", "client", 0, "does not exist")]
    public void Case26_Named_certificate_that_cannot_be_used_fails_with_its_reason(string certificate, string key, int days, string why)
    {
        var now = _tls.Clock.GetUtcNow().AddDays(days);
        var choice = OwnClient.Named(_tls.File($"{certificate}.pem"), _tls.Authority.Files.Key(key), now);
        Assert.Null(choice.Found);
        Assert.Equal((CheckStatus.Failed, RunningAgent.OwnClientName), (choice.Failure!.Status, choice.Failure.Name));
        Assert.Contains(why, choice.Failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Case26_Found_certificate_that_cannot_be_used_is_named()
    {
        var choice = OwnClient.Choose([_tls.Directory], _tls.Clock.GetUtcNow().AddYears(2));
        Assert.StartsWith("no client certificate on this host that is usable (", choice.Problem, StringComparison.Ordinal);
        Assert.Equal("no client certificate on this host", OwnClient.Choose(["/nowhere"], _tls.Clock.GetUtcNow()).Problem);
    }

    /// <summary>A host after a plain setup has the server's own pair only: nobody hoped to use that as a client.</summary>
    [Fact]
    public void Server_certificate_is_no_client_certificate_gone_wrong()
    {
        File.Delete(_tls.Authority.Files.Key("client"));
        Assert.Equal("no client certificate on this host", OwnClient.Choose([_tls.Directory], _tls.Clock.GetUtcNow()).Problem);
        var quiet = RunningAgent.NotAsked("", new IPEndPoint(IPAddress.Loopback, 12443), isAllowed: true);
        Assert.StartsWith("none needed: ", quiet.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-list", quiet.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authority first")]
    [InlineData("old label")]
    [InlineData("byte order mark")]
    public void Case02_Client_certificate_is_the_one_of_its_key_wherever_it_is_in_the_file(string how)
    {
        string own = File.ReadAllText(_tls.Authority.Files.Certificate("client")), ca = File.ReadAllText(_tls.Settings.CaCertificatePath);
        File.WriteAllText(_tls.File("other.pem"), how switch
        {
            "authority first" => ca + own,
            "old label" => own.Replace(" CERTIFICATE", " X509 CERTIFICATE", StringComparison.Ordinal),
            _ => "\uFEFF" + own,
        });
        using var read = OwnClient.Load(_tls.File("other.pem"), _tls.Authority.Files.Key("client"), _tls.Clock.GetUtcNow());
        Assert.Equal("CN=client", read?.Subject);
        Assert.True(read!.HasPrivateKey);
    }

    [Theory]
    [InlineData(false, false, CheckStatus.Warning)]
    [InlineData(true, false, CheckStatus.Failed)]
    [InlineData(true, true, CheckStatus.Ok)]
    internal void Case26_Refuse_without_a_valid_list_fails(bool refuses, bool hasList, CheckStatus status)
    {
        if (!hasList)
        {
            File.Delete(_tls.Settings.CrlPath);
        }
        var now = _tls.Clock.GetUtcNow();
        var snapshot = new FixedSnapshot(
            settings => settings with { Tls = settings.Tls with { CrlPolicy = refuses ? CrlPolicy.Refuse : CrlPolicy.KeepServing } },
            () => _tls.Load().Material).Current;
        var check = CertificatesCheck.Judge(
            snapshot.Material!.Server, snapshot.CertificateReasonsAt(now), now, refusesAll: snapshot.RefusesAllAt(now));
        Assert.Equal(status, check.Status);
        Assert.Equal(refuses, snapshot.RefusesAllAt(now.AddDays(100)) is not null);
    }

    [Fact]
    public void Case26_Answer_of_the_agent_is_read_and_an_unknown_word_is_no_good_news()
    {
        var checks = RunningAgent.Parse(
            """
            {"data":{"checks":[{"name":"a","status":"ok","seen":"s","problem":null,"remedy":null},
                {"name":"b","status":"new","seen":"s","problem":"p"}]}}
            """u8.ToArray());
        Assert.Equal([CheckStatus.Ok, CheckStatus.Failed], checks!.Select(c => c.Status));
        Assert.Null(RunningAgent.Parse("[]"u8.ToArray()));
        Assert.Null(RunningAgent.Parse("x"u8.ToArray()));
        Assert.Null(RunningAgent.Parse("{}"u8.ToArray()));
    }

    [Fact]
    public void Case62_What_the_journal_did_not_understand_is_reported_by_doctor()
    {
        Assert.Equal("2 records are not understood", JournalCheck.Judge(null, "2 records are not understood").Problem);
        Assert.Equal(CheckStatus.Failed, JournalCheck.Judge("no room", "2 records are not understood").Status);
        Assert.Equal(CheckStatus.Ok, JournalCheck.Judge(null, null).Status);
    }

    [Fact]
    public void Background_tasks_that_do_not_run_have_a_reason_each()
    {
        Assert.Equal(["a does not run", "b does not run"], TasksCheck.Judge(["a does not run", "b does not run"]).Reasons);
        Assert.Equal(CheckStatus.Ok, TasksCheck.Judge([]).Status);
    }

    private static UnitState Unit(string load, string active) =>
        new("x.service", "", load, active, "dead", "", null, null, null, [], "exit-code", 3, []);

    private sealed class Fixed(CheckResult? result) : ICheck
    {
        public string Id => result?.Name ?? "none";

        public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) => new(result);
    }
}
