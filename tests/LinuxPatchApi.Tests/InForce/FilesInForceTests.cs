using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.InForce;

/// <summary>What comes into force by time alone is published like a changed file, so that open connections are reviewed.</summary>
public sealed class FilesInForceTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private int _published;

    public void Dispose() => _tls.Dispose();

    [Fact]
    public void Case44_List_whose_time_has_come_is_published_once()
    {
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        var behind = new FakeTimeProvider(_tls.Clock.GetUtcNow().AddDays(-3));
        var files = Files(behind);
        Assert.Empty(files.Current.Crl!.Lists);
        Assert.NotNull(files.Current.Crl!.Awaited);
        Assert.Equal(0, _published);

        behind.Advance(files.Current.Crl!.Awaited!.Value - behind.GetUtcNow());
        Assert.Single(files.Current.Crl!.Lists);
        Assert.Single(files.Current.Crl!.Lists);
        Assert.Equal(1, _published);
    }

    /// <summary>No timer ends by a step of the wall clock: whoever uses the snapshot finds out.</summary>
    [Fact]
    public void Case39_List_that_has_expired_by_a_step_of_the_clock_is_published_once()
    {
        var files = Files(_tls.Clock);
        _tls.Clock.Advance(files.NextEnd!.Value - _tls.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        Assert.NotNull(files.Current);
        Assert.Equal(0, _published);
        _tls.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull(files.Current);
        Assert.NotNull(files.Current);
        Assert.Equal(1, _published);
    }

    /// <summary>As after a re-issue in a manager, which revokes the certificate in force at once.</summary>
    [Fact]
    public void Revoked_server_certificate_is_served_and_that_is_said()
    {
        Assert.Empty(Files(_tls.Clock).Current.CertificateReasonsAt(_tls.Clock.GetUtcNow()));
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("server")).Failure);
        var current = Files(_tls.Clock).Current;
        Assert.NotNull(current.Material);
        Assert.StartsWith("the server certificate is on its CA's revocation list",
            Assert.Single(current.CertificateReasonsAt(_tls.Clock.GetUtcNow())), StringComparison.Ordinal);
    }

    [Fact]
    public void Revoked_client_is_no_matter_of_the_server_certificate()
    {
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        Assert.Empty(Files(_tls.Clock).Current.CertificateReasonsAt(_tls.Clock.GetUtcNow()));
    }

    /// <summary>A manager may give none at the enrolment and none afterwards.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Revocation_list_that_never_was_is_alarming_only_where_somebody_was_to_put_one(bool isEnrolled)
    {
        File.Delete(_tls.Settings.CrlPath);
        _tls.Settings = _tls.Settings with { Enrolled = isEnrolled ? _tls.Directory : null };
        var current = Files(_tls.Clock).Current;
        Assert.Equal(CrlStatus.Missing, current.Crl!.StatusAt(_tls.Clock.GetUtcNow()));
        Assert.Equal(isEnrolled ? 0 : 1, current.CertificateReasonsAt(_tls.Clock.GetUtcNow()).Count);
    }

    private FilesInForce Files(TimeProvider clock)
    {
        var loaded = ConfigurationLoader.Parse("test", []).Loaded!;
        var monitor = new TlsMonitor(null, clock);
        monitor.Reload(_tls.Settings);
        var names = new DnsHostResolver(new DnsLifetimes(() => [], clock), clock);
        var files = new FilesInForce(
            new ConfigurationMonitor(_tls.File("config.yaml"), loaded), monitor, new AllowListMonitor(names, clock), clock);
        files.Changed += _ => _published++;
        return files;
    }
}
