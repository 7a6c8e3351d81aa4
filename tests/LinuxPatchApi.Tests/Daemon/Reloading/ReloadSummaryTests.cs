using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Reloading;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Daemon.Reloading;

public sealed class ReloadSummaryTests : IDisposable
{
    private readonly TlsFixture _tls = new();

    public void Dispose() => _tls.Dispose();

    [Fact]
    public void Without_a_difference_nothing_has_changed()
    {
        var allowed = new AllowListDocument([], ["a.example"]);
        Assert.Equal("nothing has changed", ReloadSummary.Of(
            ReloadOutcome.Unchanged, (_tls.Load().Material, _tls.Load().Material), (allowed, new AllowListDocument([], ["a.example"]))));
    }

    [Fact]
    public void Case31_Each_part_that_was_replaced_is_reported_with_what_replaced_it()
    {
        var before = _tls.Load().Material!;
        Assert.Null(_tls.Authority.Issue(new IssueRequest(CertificateUse.Server, "server", [], ["b.example"], 100, Force: true)).Failure);
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        var after = _tls.Load().Material!;

        var told = ReloadSummary.Of(
            ReloadOutcome.Applied, (before, after),
                (new AllowListDocument([], ["a.example"]), new AllowListDocument([], ["a.example", "b.example"])));

        Assert.Equal(
            $"configuration replaced; server certificate replaced by CN=server, serial {after.Server.SerialNumber} "
            + $"until {after.Server.NotAfter.ToUniversalTime():u}; "
            + $"revocation list replaced by number 2 of CN=Test CA, issued {after.Crl.ThisUpdate:u}, 1 revoked; "
            + "allow-list replaced by one of 2 entries",
            told);
    }

    [Fact]
    public void Case31_Authorities_that_come_and_go_are_reported()
    {
        using var other = new TlsFixture();
        var told = ReloadSummary.Of(
            ReloadOutcome.Rejected, (_tls.Load().Material, _tls.Load().Material! with { Authorities = other.Load().Material!.Authorities }),
                (null, null));
        Assert.Contains("configuration rejected, the previous one stays in force; CA added CN=Test CA, serial ", told,
            StringComparison.Ordinal);
        Assert.Contains("; CA removed CN=Test CA, serial ", told, StringComparison.Ordinal);
    }
}
