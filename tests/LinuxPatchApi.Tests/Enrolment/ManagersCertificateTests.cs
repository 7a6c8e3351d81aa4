using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>The manager's own client certificate is barer than any that this agent makes.</summary>
public sealed class ManagersCertificateTests
{
    /// <summary>For clients only, with a serial of 20 bytes, without a name besides its subject and without key usage.</summary>
    [Theory]
    [InlineData(0x7F)]
    [InlineData(0x01)]
    public void Managers_client_certificate_is_accepted(byte first)
    {
        using var pki = new ManagerPki(TimeProvider.System);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fleet-manager", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(
            pki.Authority, now.AddMinutes(-1), now.AddDays(365), [first, .. RandomNumberGenerator.GetBytes(19)]);
        Assert.Equal(40, certificate.SerialNumber.Length);
        Assert.Single(certificate.Extensions);
        Assert.Equal(ClientCertificateVerdict.Accepted, new ClientCertificatePolicy([pki.Authority]).Check(certificate, []));
    }
}
