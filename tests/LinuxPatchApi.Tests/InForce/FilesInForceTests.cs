using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;
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
