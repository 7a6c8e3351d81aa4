using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Tests;

public sealed class AlternativeNamesTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Names_of_the_kinds_that_matter_are_read_in_lower_case_and_others_left_out()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUserPrincipalName("someone@example.org");
        names.AddDnsName("HOST.example.org");
        names.AddIpAddress(IPAddress.Parse("192.0.2.7"));
        names.AddIpAddress(IPAddress.Parse("2001:DB8::1"));
        names.AddEmailAddress("Ops@example.org");
        names.AddUri(new Uri("spiffe://site/manager"));
        Assert.Equal(
            [
                AlternativeNameKind.Dns, AlternativeNameKind.Address, AlternativeNameKind.Address, AlternativeNameKind.Email,
                AlternativeNameKind.Uri,
            ],
            Identify(names.Build()).AlternativeNameKinds);
        Assert.Equal(
            ["host.example.org", "192.0.2.7", "2001:db8::1", "ops@example.org", "spiffe://site/manager"], Read(names.Build()));
    }

    [Fact]
    public void Certificate_without_names_has_none() => Assert.Empty(Read(null));

    [Fact]
    public void Names_are_bounded()
    {
        var names = new SubjectAlternativeNameBuilder();
        Enumerable.Range(0, 100).ToList().ForEach(i => names.AddDnsName($"h{i}.example"));
        Assert.Equal(32, Read(names.Build()).Count);
    }

    [Theory]
    [InlineData("3005820161")]
    [InlineData("04")]
    [InlineData("30038201FF")]
    [InlineData("3003870100")]
    public void Damaged_extension_gives_no_name_and_no_exception(string der) =>
        Assert.Empty(Read(new X509Extension("2.5.29.17", Convert.FromHexString(der), critical: false)));

    private IReadOnlyList<string> Read(X509Extension? extension) => Identify(extension).AlternativeNames;

    private ClientIdentity Identify(X509Extension? extension)
    {
        var request = new CertificateRequest("CN=x", _key, HashAlgorithmName.SHA256);
        if (extension is not null)
        {
            request.CertificateExtensions.Add(extension);
        }
        using var certificate = request.CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return ClientIdentity.From(certificate, IPAddress.Loopback);
    }
}
