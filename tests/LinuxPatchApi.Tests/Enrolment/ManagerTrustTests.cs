using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Enrolment;

namespace LinuxPatchApi.Tests.Enrolment;

public sealed class ManagerTrustTests
{
    private static readonly X509Certificate2Collection Authorities = [];

    [Fact]
    public void Manager_is_verified_by_the_hosts_own_authorities_unless_something_is_configured()
    {
        Assert.Same(Authorities, ManagerTrust.Of(null, Authorities).Trust!.Authorities);
        var fingerprint = new string('A', 64);
        Assert.Equal(fingerprint, ManagerTrust.Of(ManagerTrust.FingerprintPrefix + fingerprint, Authorities).Trust!.Fingerprint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:AB")]
    [InlineData("/nowhere/ca.pem")]
    public void Trust_that_cannot_be_used_is_not_replaced_by_the_authorities(string configured)
    {
        var (trust, failure) = ManagerTrust.Of(configured, Authorities);
        Assert.Null(trust);
        Assert.StartsWith("enrollment.manager_ca: ", failure, StringComparison.Ordinal);
    }
}
