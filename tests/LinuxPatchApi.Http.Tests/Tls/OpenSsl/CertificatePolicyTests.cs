using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>The policy on every certificate of <see cref="Specimens"/>, those included that no TLS 1.3 client could send.</summary>
[Collection(nameof(OpenSslClients))]
public sealed class CertificatePolicyTests(OpenSslPki pki)
{
    [Theory]
    [MemberData(nameof(ClientVerdicts.Rows), MemberType = typeof(ClientVerdicts))]
    public void Certificate_is_judged_for_one_reason(string name, ClientCertificateVerdict expected)
    {
        using var certificate = pki.Load(name);
        Assert.Equal(expected, pki.Policy().Check(certificate, pki.Intermediates(name)));
    }

    [Fact]
    public void No_certificate_is_left_out() => Assert.Empty(Specimens.All
        .Where(one => Specimens.All.All(other => other.Issuer != one.Name) && !Specimens.Roots.Contains(one.Name))
        .Select(one => one.Name).Except(ClientVerdicts.All.Select(row => row.Name)));
}
