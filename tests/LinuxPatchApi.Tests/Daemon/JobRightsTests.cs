using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Revocation;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>A job that waits while its client loses what gave it the right to the job.</summary>
public sealed class JobRightsTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly TlsMonitor _monitor;

    public JobRightsTests()
    {
        _monitor = new TlsMonitor(null, _tls.Clock);
        _monitor.Reload(_tls.Settings);
    }

    public void Dispose() => _tls.Dispose();

    [Theory]
    [InlineData("nothing", null)]
    [InlineData("revoked", "or one above it, is revoked")]
    [InlineData("another authority", "is no longer accepted")]
    [InlineData("a lower role", "admitted for the role admin, and the certificate that asked for it has operator now")]
    [InlineData("no role", "has none now")]
    [InlineData("expired", null)]
    [InlineData("clock not set", null)]
    [InlineData("list overdue", null)]
    [InlineData("address", null)]
    public void Case39_Waiting_job_is_held_to_what_is_in_force_now(string change, string? words)
    {
        using var other = new TlsFixture();
        var job = Job();
        var policy = CrlPolicy.KeepServing;
        var (access, range) = (new AccessSettings(null), "192.0.2.0/24");
        switch (change)
        {
            case "revoked":
                Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
                _monitor.Reload(_tls.Settings);
                break;
            case "expired":
                _tls.Clock.Advance(TimeSpan.FromDays(366));
                break;
            case "clock not set":
                _tls.Clock.AdjustTime(_tls.Clock.GetUtcNow() - TimeSpan.FromDays(3650));
                break;
            case "another authority":
                _monitor.Reload(other.Settings);
                break;
            case "list overdue":
                policy = CrlPolicy.Refuse;
                _tls.Clock.Advance(TimeSpan.FromDays(91));
                break;
            case "a lower role":
                access = new AccessSettings([new RoleRule(AccessRole.Operator, CertificatePart.Subject, "CN=client*")]);
                break;
            case "no role":
                access = new AccessSettings([]);
                break;
            case "address":
                range = "198.51.100.0/24";
                break;
        }

        var lost = Rights(access, range, policy).Lost(job);
        if (words is null)
        {
            Assert.Null(lost);
        }
        else
        {
            Assert.Contains(words, lost, StringComparison.Ordinal);
        }
    }

    /// <summary>An intermediate that only the client sends belongs to what it is held to.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Case39_Intermediate_of_the_client_counts_as_in_its_handshake(bool isRevoked)
    {
        using var pki = new IntermediatePki();
        pki.WriteTo(_tls.Settings.CaCertificatePath, withIntermediate: false);
        File.WriteAllBytes(_tls.Settings.CrlPath, pki.List(isRevoked ? pki.Leaf : null));
        _monitor.Reload(_tls.Settings);
        var job = JobSamples.New() with { Right = new JobRight("reader", [Text(pki.Leaf), Text(pki.Intermediate)]) };
        Assert.Equal(isRevoked, Rights().Lost(job)?.Contains("is revoked", StringComparison.Ordinal) == true);
        Assert.Equal(isRevoked, Rights().Lost(job) is not null);
    }

    [Fact]
    public void Case39_Job_of_a_release_that_stored_no_certificate_is_not_judged() =>
        Assert.Null(Rights(new AccessSettings([]), "198.51.100.0/24").Lost(JobSamples.New()));

    [Fact]
    public void Case39_Certificate_that_cannot_be_read_takes_nothing_away() =>
        Assert.Null(Rights().Lost(JobSamples.New() with { Right = new JobRight("reader", ["AQID"]) }));

    /// <summary>The root stays, so that the client may connect again.</summary>
    [Fact]
    public void Case39_Intermediate_that_leaves_the_ca_file_takes_nothing_away()
    {
        using var pki = new IntermediatePki();
        pki.WriteTo(_tls.Settings.CaCertificatePath, withIntermediate: true);
        File.WriteAllBytes(_tls.Settings.CrlPath, pki.List(null));
        _monitor.Reload(_tls.Settings);
        var job = JobSamples.New() with { Right = new JobRight("reader", [Text(pki.Leaf), Text(pki.Intermediate)]) };
        Assert.Null(Rights().Lost(job));
        pki.WriteTo(_tls.Settings.CaCertificatePath, withIntermediate: false);
        _monitor.Reload(_tls.Settings);
        Assert.Null(Rights().Lost(job));
    }

    private Job Job()
    {
        using var client = _tls.Certificate("client");
        return JobSamples.New() with { Right = new JobRight("admin", [Text(client)]) };
    }

    private static string Text(X509Certificate2 certificate) => Convert.ToBase64String(certificate.RawData);

    private JobRights Rights(AccessSettings? access = null, string range = "192.0.2.0/24", CrlPolicy policy = CrlPolicy.KeepServing)
    {
        Assert.True(AddressRange.TryParse(range, out var allowed, out _));
        var files = new FixedSnapshot(
            settings => settings with { Access = access ?? new AccessSettings(null), Tls = settings.Tls with { CrlPolicy = policy } },
            () => _monitor.Current)
        {
            Allowed = new AllowList([allowed]),
        };
        return new JobRights(files, new DaemonTls(files, _tls.Clock));
    }
}
