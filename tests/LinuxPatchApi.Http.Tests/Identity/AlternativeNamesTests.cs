using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Tests.Identity;

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
    [InlineData("3005820161", "#3005820161")]
    [InlineData("04", "#04")]
    [InlineData("30038201FF", "#8201FF")]
    [InlineData("3003870100", "#870100")]
    [InlineData("30078201618205FFFF", "a|#30078201618205FFFF")]
    public void Case41_Damaged_extension_is_shown_by_its_bytes(string der, string expected) =>
        Assert.Equal(expected.Split('|'), Read(new X509Extension("2.5.29.17", Convert.FromHexString(der), critical: false)));

    [Fact]
    public void Case41_Bytes_of_a_name_that_cannot_be_read_are_bounded()
    {
        var der = Convert.FromHexString("3082C35482" + "82C350" + string.Concat(Enumerable.Repeat("FF", 50_000)));
        Assert.Equal("#8282C350FF", Assert.Single(Read(new X509Extension("2.5.29.17", der, critical: false)))[..11]);
        Assert.Equal(511, Assert.Single(Read(new X509Extension("2.5.29.17", der, critical: false))).Length);
    }

    /// <summary>
    /// A DNS name in UTF-8 (C3 A4) or of another length of address: shown by its bytes, and what else the certificate says counts.
    /// </summary>
    [Theory]
    [InlineData("3011820461C3A42E820968756B2E6C6F63616C", "#820461C3A42E|huk.local")]
    [InlineData("300E870301020387047F0000018101FF", "#8703010203|127.0.0.1|#8101FF")]
    [InlineData("3010820968756B2E6C6F63616C8701018200", "huk.local|#870101|")]
    public void Case41_Name_that_cannot_be_read_is_shown_and_leaves_the_others(string der, string expected)
    {
        var client = Identify(new X509Extension("2.5.29.17", Convert.FromHexString(der), critical: false));
        Assert.Equal(expected.Split('|'), client.AlternativeNames);
        Assert.Equal(client.AlternativeNames.Count, client.AlternativeNameKinds.Count);
        Assert.Equal(
            client.AlternativeNames.Select(n => n.StartsWith('#')),
            client.AlternativeNameKinds.Select(k => k == AlternativeNameKind.Unreadable));
    }

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
