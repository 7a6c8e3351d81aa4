using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls;

public sealed class LastClientTests
{
    private static readonly IPAddress Here = IPAddress.Loopback;
    private static readonly IPAddress There = IPAddress.IPv6Loopback;
    private readonly LastClient _last = new();

    [Fact]
    public void A_certificate_that_comes_again_shares_what_was_read_of_it_and_has_its_own_address()
    {
        using var again = X509CertificateLoader.LoadCertificate(TestPki.Client.RawData);
        var (first, firstLeaf) = _last.Of(TestPki.Client, Here);
        var (second, secondLeaf) = _last.Of(again, There);
        Assert.Same(first.Subject, second.Subject);
        Assert.True(
            MemoryMarshal.TryGetArray(firstLeaf, out var a) && MemoryMarshal.TryGetArray(secondLeaf, out var b) && a.Array == b.Array);
        Assert.Equal((Here, There), (first.Address, second.Address));
        Assert.Equal(first with { Address = There }, second);
    }

    [Fact]
    public void Another_certificate_is_another_client()
    {
        using var other = TestPki.Authority.Issue("CN=other", TestAuthority.ClientAuth);
        foreach (var certificate in new[] { TestPki.Client, other, TestPki.Client, other })
        {
            var expected = ClientIdentity.From(certificate, Here);
            var (identity, leaf) = _last.Of(certificate, Here);
            Assert.Equal(
                (expected.Subject, expected.SerialNumber, expected.FingerprintSha256),
                (identity.Subject, identity.SerialNumber, identity.FingerprintSha256));
            Assert.Equal(certificate.RawData, leaf.ToArray());
        }
    }
}
