using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Enrolment;

public sealed class EnrolledFilesTests
{
    [Fact]
    public async Task Lists_that_a_new_bundle_lacks_stay_beside_its_own()
    {
        await using var bed = new EnrolmentBed();
        await bed.WaitingAsync();
        bed.Manager.Enrolments.Approve();
        await bed.ToTheEndAsync();
        using var other = new ManagerPki(bed.Time, "Another CA");
        await File.AppendAllTextAsync(bed.Settings.Tls.CrlPath, "\n" + other.Crl() + "\n", TestContext.Current.CancellationToken);
        bed.Time.Advance(TimeSpan.FromMinutes(1));
        var now = bed.Time.GetUtcNow();
        var bundle = bed.Installed! with { Crl = Encoding.ASCII.GetBytes(bed.Manager.Pki.Crl()) };

        Assert.Null(EnrolledFiles.Install(bed.Settings, bundle, bed.Manager.Address, bed.CaFile, managerAddress: null, now));
        var crl = TlsLoader.Load(bed.Settings.Tls, null, now).Material!.Crl;
        Assert.Equal(now.ToUnixTimeSeconds(), Assert.Single(crl.Lists).ThisUpdate.ToUnixTimeSeconds());
        Assert.Equal(1, crl.Unplaced.Count);
        Assert.Equal(2, (await File.ReadAllLinesAsync(bed.Settings.Tls.CrlPath, TestContext.Current.CancellationToken))
            .Count(line => line.StartsWith("-----BEGIN", StringComparison.Ordinal)));

        // The manager restarts with an older list, and the newer one stays.
        var older = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var list = new CertificateRevocationListBuilder().Build(
            bed.Manager.Pki.Authority, older.ToUnixTimeSeconds(), now.AddDays(1), HashAlgorithmName.SHA256, thisUpdate: older);
        bundle = bundle with { Crl = Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", list)) };
        Assert.Null(EnrolledFiles.Install(bed.Settings, bundle, bed.Manager.Address, bed.CaFile, managerAddress: null, now));
        crl = TlsLoader.Load(bed.Settings.Tls, null, now).Material!.Crl;
        Assert.Equal(now.ToUnixTimeSeconds(), Assert.Single(crl.Lists).ThisUpdate.ToUnixTimeSeconds());
    }
}
