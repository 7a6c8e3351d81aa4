using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Reloading;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

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
            ReloadOutcome.Unchanged, [], (_tls.Load().Material, _tls.Load().Material), false,
            (allowed, new AllowListDocument([], ["a.example"]))));
    }

    [Fact]
    public void Case31_Each_part_that_was_replaced_is_reported_with_what_replaced_it()
    {
        var before = _tls.Load().Material!;
        Assert.Null(_tls.Authority.Issue(new IssueRequest(CertificateUse.Server, "server", [], ["b.example"], 100, Force: true)).Failure);
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        var after = _tls.Load().Material!;

        var told = ReloadSummary.Of(
            ReloadOutcome.Applied, ["server.port", "a.1", "a.2", "a.3", "a.4", "a.5"], (before, after), false,
                (new AllowListDocument([], ["a.example"]), new AllowListDocument([], ["a.example", "b.example"])));

        Assert.Equal(
            "configuration replaced: server.port, a.1, a.2, a.3, a.4 and 1 more; "
            + $"server certificate replaced by CN=server, serial {after.Server.SerialNumber} "
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
            ReloadOutcome.Rejected, [],
                (_tls.Load().Material, _tls.Load().Material! with { Authorities = other.Load().Material!.Authorities }),
                false, (null, null));
        Assert.Contains("configuration rejected, the previous one stays in force; CA added CN=Test CA, serial ", told,
            StringComparison.Ordinal);
        Assert.Contains("; CA removed CN=Test CA, serial ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Case31_Files_that_are_refused_are_reported_as_such()
    {
        var (now, allowed) = (_tls.Load().Material, new AllowListDocument([], ["a.example"]));
        Assert.Equal(
            "certificates rejected, the previous ones stay in force; allow-list rejected, the previous one stays in force",
            ReloadSummary.Of(ReloadOutcome.Unchanged, [], (now, now), true, (allowed, null)));
        Assert.Equal(
            "certificates rejected; allow-list rejected, nobody may connect",
            ReloadSummary.Of(ReloadOutcome.Unchanged, [], (null, null), true, (null, null)));
    }

    [Fact]
    public void Case31_Intermediates_and_lists_that_come_and_go_are_reported()
    {
        using var other = new TlsFixture();
        var now = _tls.Load().Material!;
        var allowed = new AllowListDocument([], ["a.example"]);
        var longer = now with { Chain = other.Load().Material!.Authorities };
        Assert.StartsWith(
            "intermediate added CN=Test CA, serial ", ReloadSummary.Of(ReloadOutcome.Unchanged, [], (now, longer), false,
                (allowed, allowed)),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "intermediate removed CN=Test CA, serial ", ReloadSummary.Of(ReloadOutcome.Unchanged, [], (longer, now), false,
                (allowed, allowed)),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "revocation list given up: number 1 of CN=Test CA, issued ",
            ReloadSummary.Of(ReloadOutcome.Unchanged, [], (now, now with { Crl = CrlState.None }), false, (allowed, allowed)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Case31_List_of_the_future_and_a_list_of_the_same_number_with_other_content_are_reported()
    {
        var now = _tls.Load().Material!;
        var allowed = new AllowListDocument([], ["a.example"]);
        var list = now.Crl.Lists[0];
        string After(CrlState crl) =>
            ReloadSummary.Of(ReloadOutcome.Unchanged, [], (now, now with { Crl = crl }), false, (allowed, allowed));

        Assert.StartsWith("revocation list of the future added: number 1 of CN=Test CA", After(now.Crl with { Future = [list] }));
        Assert.StartsWith(
            "revocation list replaced by number 1", After(now.Crl with { Lists = [list with { NextUpdate = DateTimeOffset.MaxValue }] }));
        Assert.StartsWith("revocation list replaced by number 1", After(now.Crl with { Lists = [list with { Beside = [list] }] }));
        Assert.Equal("1 revocation list of an unknown CA added", After(now.Crl with { Unplaced = new UnplacedLists([null!]) }));
    }
}
