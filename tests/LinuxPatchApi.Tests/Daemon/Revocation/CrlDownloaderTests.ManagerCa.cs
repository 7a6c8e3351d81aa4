using System.Net;
using System.Security.Cryptography;
using LinuxPatchApi.Daemon.Revocation;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;

namespace LinuxPatchApi.Tests.Daemon.Revocation;

public sealed partial class CrlDownloaderTests
{
    /// <summary>A reverse proxy before the manager shows a certificate of another authority; the list itself is still of ours.</summary>
    /// <param name="configured"><c>enrollment.manager_ca</c>; null for none, {0} is what would be right.</param>
    /// <param name="refusal">A pattern; null when the list is taken.</param>
    [Theory]
    [InlineData("/{0}/ca.pem", null)]
    [InlineData("sha256:{0}", null)]
    [InlineData(null, "its certificate is not issued by an accepted authority")]
    [InlineData("system", "its certificate is not issued by an accepted authority|this host has no bundle of root certificates")]
    [InlineData("sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "does not have the given fingerprint")]
    [InlineData("/{0}/nowhere.pem", "enrollment.manager_ca: .*nowhere.pem")]
    public async Task Manager_behind_a_foreign_certificate_is_verified_by_what_enrollment_manager_ca_says(
        string? configured, string? refusal)
    {
        using var foreign = new TlsFixture();
        var shown = Certificate("proxy", [IPAddress.Loopback], foreign);
        await using var manager = new ScriptedManager(shown) { Answer = Ok(Revoke(), "length") };
        var trust = configured?.Replace("/{0}/ca.pem", foreign.Settings.CaCertificatePath, StringComparison.Ordinal)
            .Replace("/{0}", foreign.Directory, StringComparison.Ordinal)
            .Replace("{0}", shown.GetCertHashString(HashAlgorithmName.SHA256), StringComparison.Ordinal);
        var settings = Defaults() with { Enrollment = Defaults().Enrollment with { ManagerTrust = trust } };
        var downloader = new CrlDownloader(Files(settings, _tls.Clock), _tls.Clock, TestLog.Of<CrlDownloader>());

        var failure = await downloader.OnceAsync(
            CrlDownloader.Address(manager.Address), _monitor.Current!, TestContext.Current.CancellationToken);

        if (refusal is null)
        {
            Assert.Null(failure);
            Assert.Single(manager.Requests);
        }
        else
        {
            Assert.Matches(refusal, failure);
            Assert.Empty(manager.Requests);
        }
        Assert.Equal(refusal is null, IsRevoked(_monitor));
    }
}
