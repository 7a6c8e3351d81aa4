using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls;

public sealed class KnownIssuersTests : IDisposable
{
    private readonly X509Certificate2 _root = Make("CN=Our Root", null);

    [Fact]
    public void Case45_A_chain_of_strangers_is_refused_by_its_names()
    {
        var foreign = Make("CN=foreign root", null);
        var between = Make("CN=between", foreign);
        var leaf = Make("CN=client", between);
        Assert.Equal(ClientCertificateVerdict.Untrusted, Judge(leaf));
        Assert.Equal(ClientCertificateVerdict.Untrusted, Judge(leaf, between, foreign));
        Assert.Equal(ClientCertificateVerdict.SelfSigned, Judge(Make("CN=self", null)));
    }

    [Fact]
    public void Case45_A_name_that_leads_to_an_authority_in_any_order_is_left_to_the_chain()
    {
        var upper = Make("CN=upper", _root);
        var lower = Make("CN=lower", upper);
        var leaf = Make("CN=client", lower);
        Assert.Equal(ClientCertificateVerdict.Accepted, Judge(leaf, upper, lower));
        Assert.Equal(ClientCertificateVerdict.Accepted, Judge(leaf, lower, upper));
        Assert.Equal(ClientCertificateVerdict.Untrusted, Judge(leaf, upper));
    }

    [Theory]
    [InlineData("CN=OUR  root")]
    [InlineData("CN=our Root ")]
    public void Names_are_folded_at_least_as_OpenSSL_folds_them(string issuer) =>
        Assert.Equal(ClientCertificateVerdict.Accepted, Judge(Make("CN=client", Make(issuer, null))));

    [Theory]
    [InlineData("CN=Größe")]
    [InlineData("CN=a+OU=b")]
    public void Names_that_are_written_in_several_ways_are_left_to_the_chain(string issuer) =>
        Assert.Equal(ClientCertificateVerdict.Accepted, Judge(Make("CN=client", Make(issuer, null))));

    [Fact]
    public void A_cycle_of_names_ends()
    {
        var one = Make("CN=one", Make("CN=two", null));
        var two = Make("CN=two", Make("CN=one", null));
        Assert.Equal(ClientCertificateVerdict.Untrusted, Judge(Make("CN=client", one), one, two));
    }

    [Theory]
    [InlineData(HttpLimits.ClientRsaBitsMost, ClientCertificateVerdict.Accepted)]
    [InlineData(HttpLimits.ClientRsaBitsMost + 64, ClientCertificateVerdict.WeakKey)]
    public void Case45_A_key_of_the_largest_size_is_checked_and_a_larger_one_is_not(int bits, ClientCertificateVerdict expected)
    {
        // Nobody has the private key: the issuer signs the request.
        var modulus = new byte[bits / 8];
        modulus.AsSpan().Fill(0xA5);
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
        var request = new CertificateRequest(new X500DistinguishedName("CN=large"), new PublicKey(rsa), HashAlgorithmName.SHA256);
        var large = request.Create(
            _root.SubjectName,
            X509SignatureGenerator.CreateForECDsa(_root.GetECDsaPrivateKey()!),
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddMinutes(50),
            [7]);
        Assert.Equal(expected, Judge(large));
        Assert.Equal(expected, Judge(Make("CN=client", _root), large));
        Assert.Equal(expected == ClientCertificateVerdict.Accepted, CertificateStrength.IsKeyStrong(large.PublicKey));
    }

    /// <summary>Whatever the names are, the policy's verdict equals that of chain building.</summary>
    [Fact]
    public void A_certificate_that_names_our_authority_and_is_not_signed_by_it_is_refused_by_its_signature()
    {
        var impostor = Make("CN=Our Root", null);
        Assert.NotEqual(ClientCertificateVerdict.Accepted, new ClientCertificatePolicy([_root]).Check(Make("CN=client", impostor), []));
    }

    public void Dispose() => _root.Dispose();

    private ClientCertificateVerdict Judge(X509Certificate2 leaf, params X509Certificate2[] sent) =>
        new KnownIssuers([_root]).Judge(leaf, [.. sent]);

    private static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            new X500DistinguishedName(name, X500DistinguishedNameFlags.None), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        return issuer is null
            ? request.CreateSelfSigned(from, to)
            : request.Create(issuer, from, to.AddMinutes(-1), [1, 2, 3]).CopyWithPrivateKey(key);
    }
}
