using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>The revocation lists of an approved bundle: what is dropped lets a revoked client in.</summary>
public sealed class BundleListTests : IDisposable
{
    private static readonly DateTimeOffset Now = JobSamples.Start;
    private readonly X509Certificate2 _root = Authority("CN=root", null);
    private readonly X509Certificate2 _middle;
    private readonly X509Certificate2 _stranger = Authority("CN=stranger", null);

    public BundleListTests() => _middle = Authority("CN=middle", _root);

    public void Dispose()
    {
        _root.Dispose();
        _middle.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData("root", true, false)]
    [InlineData("middle", true, false)]
    [InlineData("stranger", true, true)]
    [InlineData("root middle", true, false)]
    [InlineData("damaged", false, true)]
    [InlineData("root damaged", true, true)]
    [InlineData("words", false, true)]
    [InlineData("", false, false)]
    public void Case44_Lists_are_installed_or_the_bundle_says_why_not(string parts, bool isInstalled, bool hasProblem)
    {
        var text = string.Concat(parts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Part));
        var (list, problem) = BundleJudge.ReadList(
            text, Encoding.ASCII.GetBytes(_root.ExportCertificatePem() + "\n" + _middle.ExportCertificatePem() + "\n"), Now);
        Assert.Equal((isInstalled, hasProblem), (list is not null, problem is not null));
        Assert.Equal(isInstalled ? text : null, list is null ? null : Encoding.UTF8.GetString(list));
        if (!isInstalled && hasProblem)
        {
            Assert.EndsWith("no revocation list is installed from it", problem, StringComparison.Ordinal);
        }
    }

    /// <summary>The file is readable for more than its owner.</summary>
    [Fact]
    public void A_private_key_beside_the_lists_is_not_written_with_them()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (list, problem) = BundleJudge.ReadList(
            key.ExportPkcs8PrivateKeyPem() + "\n" + List(_root), Encoding.ASCII.GetBytes(_root.ExportCertificatePem() + "\n"), Now);
        Assert.Equal(List(_root).Split('\n')[0], Encoding.ASCII.GetString(list!).Split('\n')[0]);
        Assert.DoesNotContain("PRIVATE", Encoding.ASCII.GetString(list!), StringComparison.Ordinal);
        Assert.Contains("private key", problem, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What is left out of a damaged text could be a list; a damaged key is no block.</summary>
    [Theory]
    [InlineData("root damaged")]
    [InlineData("root key")]
    public void A_private_key_beside_a_damaged_part_installs_nothing_and_says_so(string parts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem() + "\n";
        var text = string.Concat(parts.Split(' ').Select(part => part == "key" ? "" : Part(part)))
            + (parts.EndsWith("key", StringComparison.Ordinal) ? pem.Replace("\nM", "\n!", StringComparison.Ordinal) : pem);
        var (list, problem) = BundleJudge.ReadList(text, Encoding.ASCII.GetBytes(_root.ExportCertificatePem() + "\n"), Now);
        Assert.Null(list);
        Assert.Equal("crl_pem holds a private key, and a damaged part; no revocation list is installed from it", problem);
    }

    private string Part(string name) => name switch
    {
        "root" => List(_root),
        "middle" => List(_middle),
        "stranger" => List(_stranger),
        "damaged" => "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n",
        _ => "no list at all\n",
    };

    private static string List(X509Certificate2 authority) => PemEncoding.WriteString(
        "X509 CRL",
        new CertificateRevocationListBuilder().Build(
            authority, 1, Now.AddDays(1), HashAlgorithmName.SHA256, thisUpdate: Now.AddHours(-1))) + "\n";

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (issuer is null)
        {
            return request.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(30));
        }
        using var bare = request.Create(issuer, Now.AddDays(-1), Now.AddDays(20), [1, 2, 3]);
        return bare.CopyWithPrivateKey(key);
    }
}
