using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>
/// Authorities that are easily confused: two roots with one name, a third whose lists are signed with RSA-PSS, and two intermediates with
/// one name below different roots. Each has issued a good and a revoked client whose serial numbers are swapped in the others; and each has
/// four lists. Of one more root each client names a place of publication, and each list is of one place.
/// </summary>
internal sealed class DifferentialPki
{
    private static readonly byte[] ClientUsage = [0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

    public DifferentialPki()
    {
        Now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        Party same1 = Root("CN=Same", isRsa: false, 1), same2 = Root("CN=Same", isRsa: false, 1), root = Root("CN=Root", isRsa: true, 1);
        Party middle1 = Middle(root, 0x31), middle2 = Middle(same1, 0x32);
        Parties = [same1, same2, root, middle1, middle2];
        for (var i = 0; i < Parties.Count; i++)
        {
            var bad = (byte)(i % 2 == 0 ? 0x10 : 0x20);
            Clients.Add(Client(Parties[i], (byte)(0x30 - bad)));
            Clients.Add(Client(Parties[i], bad));
            byte[] below = i == 0 ? [0x32] : i == 2 ? [0x31] : [];
            // Number and date increase together; the first two lists are overdue; the last one revokes the intermediate as well.
            Lists.Add(List(Parties[i], 1, -4, -3, []));
            Lists.Add(List(Parties[i], 2, -3, -2, [bad]));
            Lists.Add(List(Parties[i], 3, -2, 30, [bad]));
            Lists.Add(List(Parties[i], 4, -1, 30, [bad, .. below]));
        }
        Parties = [.. Parties, AddPlaces()];
    }

    private Party AddPlaces()
    {
        var party = Root("CN=Places", isRsa: false, 1);
        Clients.Add(Client(party, 0x10, "http://a.example.org/1.crl"));
        Clients.Add(Client(party, 0x20, "http://a.example.org/2.crl"));
        Lists.Add(List(party, 1, -4, -3, [], "http://a.example.org/1.crl"));
        Lists.Add(List(party, 2, -3, 30, [0x10], "http://a.example.org/1.crl"));
        Lists.Add(List(party, 3, -2, 30, [], "http://a.example.org/2.crl"));
        Lists.Add(List(party, 4, -1, 30, [], "http://a.example.org/2.crl"));
        return party;
    }

    public DateTimeOffset Now { get; }

    public IReadOnlyList<Party> Parties { get; }

    public List<X509Certificate2> Clients { get; } = [];

    /// <summary>PEM, each followed by a line end.</summary>
    public List<string> Lists { get; } = [];

    private Party Root(string name, bool isRsa, byte serial) => Authority(name, null, isRsa, serial);

    private Party Middle(Party above, byte serial) => Authority("CN=Middle", above, isRsa: false, serial);

    private Party Authority(string name, Party? above, bool isRsa, byte serial)
    {
        AsymmetricAlgorithm key = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var bare = Sign(request, above, key, serial);
        var whole = key is RSA rsa ? bare.CopyWithPrivateKey(rsa) : bare.CopyWithPrivateKey((ECDsa)key);
        return new Party(whole, key);
    }

    private X509Certificate2 Client(Party issuer, byte serial, string? place = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request($"CN=client {serial}", key);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.37", ClientUsage, critical: false));
        if (place is not null)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([place]));
        }
        return Sign(request, issuer, key, serial);
    }

    private X509Certificate2 Sign(CertificateRequest request, Party? issuer, AsymmetricAlgorithm own, byte serial)
    {
        if (issuer is not null)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer.Certificate, true, false));
        }
        return request.Create(
            issuer?.Certificate.SubjectName
                ?? request.SubjectName, Generator(issuer?.Key ?? own), Now.AddDays(-10), Now.AddDays(100), [serial]);
    }

    private string List(Party issuer, int number, int from, int until, byte[] revoked, string? place = null)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var serial in revoked)
        {
            builder.AddEntry([serial], Now.AddDays(-5));
        }
        var der = builder.Build(
            issuer.Certificate, number, Now.AddDays(until), HashAlgorithmName.SHA256, RSASignaturePadding.Pss, Now.AddDays(from));
        return PemEncoding.WriteString("X509 CRL", place is null ? der : Published(der, (ECDsa)issuer.Key, place)) + "\n";
    }

    /// <summary>The base library builds no list with an issuing distribution point: adds it, and signs again.</summary>
    private static byte[] Published(byte[] der, ECDsa key, string place)
    {
        var whole = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var fields = whole.ReadSequence();
        var algorithm = whole.ReadEncodedValue();
        var extensionsTag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var body = new AsnWriter(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            while (!fields.PeekTag().HasSameClassAndValue(extensionsTag))
            {
                body.WriteEncodedValue(fields.ReadEncodedValue().Span);
            }
            var extensions = fields.ReadSequence(extensionsTag).ReadSequence();
            using (body.PushSequence(extensionsTag))
            using (body.PushSequence())
            {
                while (extensions.HasData)
                {
                    body.WriteEncodedValue(extensions.ReadEncodedValue().Span);
                }
                using (body.PushSequence())
                {
                    body.WriteObjectIdentifier("2.5.29.28");
                    body.WriteBoolean(true);
                    body.WriteOctetString(CrlForge.Encode(writer => CrlForge.Place(writer, place)));
                }
            }
        }
        var signed = body.Encode();
        var list = new AsnWriter(AsnEncodingRules.DER);
        using (list.PushSequence())
        {
            list.WriteEncodedValue(signed);
            list.WriteEncodedValue(algorithm.Span);
            list.WriteBitString(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
        return list.Encode();
    }

    private static CertificateRequest Request(string name, AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
        : new CertificateRequest(name, (ECDsa)key, HashAlgorithmName.SHA256);

    private static X509SignatureGenerator Generator(AsymmetricAlgorithm key) => key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pss)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    internal sealed record Party(X509Certificate2 Certificate, AsymmetricAlgorithm Key);
}
