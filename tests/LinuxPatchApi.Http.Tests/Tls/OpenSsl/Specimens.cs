using System.Formats.Asn1;
using System.Security.Cryptography;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>The certificates of the table, issuers before what they issue.</summary>
internal static class Specimens
{
    private const string P256 = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    private const string Rsa1024 = "-algorithm RSA -pkeyopt rsa_keygen_bits:1024";
    private const string Rsa2048 = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
    private const string Authority = "basicConstraints=critical,CA:TRUE; keyUsage=critical,keyCertSign,cRLSign; subjectKeyIdentifier=hash";
    private const string Plain = "basicConstraints=critical,CA:FALSE; keyUsage=critical,digitalSignature";
    private const string Client = Plain + "; extendedKeyUsage=clientAuth";

    public static readonly string[] Roots = ["root", "rsa-root", "sha1-root", "rsa-1024-root", "ed25519-root"];

    public static readonly string[] Revoked = ["revoked", "revoked-ca"];

    public static readonly IReadOnlyList<Specimen> All =
    [
        new("root", null, P256, Authority),
        new("rsa-root", null, Rsa2048, Authority),
        new("sha1-root", null, Rsa2048, Authority, "-md sha1"),
        new("rsa-1024-root", null, Rsa1024, Authority),
        new("ed25519-root", null, "-algorithm ED25519", Authority, "-md null"),
        new("other-root", null, P256, Authority),
        new("impostor", null, P256, Authority) { Subject = "/CN=root" },

        new("ca-1", "root", P256, Authority),
        new("ca-2", "ca-1", P256, Authority),
        new("ca-3", "ca-2", P256, Authority),
        new("ca-4", "ca-3", P256, Authority),
        new("last-ca", "root", P256, Authority.Replace("CA:TRUE", "CA:TRUE,pathlen:0", StringComparison.Ordinal)),
        new("ca-below-last", "last-ca", P256, Authority),
        new("no-ca", "root", P256, "basicConstraints=critical,CA:FALSE; keyUsage=critical,keyCertSign"),
        new("no-constraints-ca", "root", P256, "keyUsage=critical,keyCertSign"),
        new("no-sign-ca", "root", P256, "basicConstraints=critical,CA:TRUE; keyUsage=critical,cRLSign"),
        new("sha1-ca", "root", P256, Authority, "-md sha1"),
        new("rsa-1024-ca", "root", Rsa1024, Authority),
        new("server-ca", "root", P256, Authority + "; extendedKeyUsage=serverAuth"),
        new("revoked-ca", "root", P256, Authority),
        new("expired-ca", "root", P256, Authority, "-startdate 20200101000000Z -enddate 20210101000000Z"),
        new("critical-ca", "root", P256, Authority + "; 1.3.6.1.4.1.55555.1=critical,ASN1:NULL"),
        new("permitting-ca", "root", P256, Authority + "; nameConstraints=critical,permitted;DNS:.site.example"),
        new("excluding-ca", "root", P256, Authority + "; nameConstraints=critical,excluded;DNS:.site.example"),
        new("directory-ca", "root", P256, Authority + "; nameConstraints=critical,permitted;dirName:site\n[site]\nO=Site"),

        new("good", "root", P256, Client),
        new("p-384", "root", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", Client),
        new("p-521", "root", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", Client),
        new("p-224", "root", "-algorithm EC -pkeyopt ec_paramgen_curve:P-224", Client),
        new("secp256k1", "root", "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", Client),
        new("brainpool", "root", "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", Client),
        new("explicit-curve", "root", P256 + " -pkeyopt ec_param_enc:explicit", Client),
        new("ed25519", "root", "-algorithm ED25519", Client),
        new("ed448", "root", "-algorithm ED448", Client),
        new("rsa-1024", "root", Rsa1024, Client),
        new("rsa-2047", "root", "-algorithm RSA -pkeyopt rsa_keygen_bits:2047", Client),
        new("rsa-2048", "root", Rsa2048, Client),
        new("rsa-3072", "root", "-algorithm RSA -pkeyopt rsa_keygen_bits:3072", Client),
        new("rsa-4096", "root", "-algorithm RSA -pkeyopt rsa_keygen_bits:4096", Client),
        new("rsa-pss-key", "root", "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", Client),

        new("sha1", "root", P256, Client, "-md sha1"),
        new("sha224", "root", P256, Client, "-md sha224"),
        new("sha384", "root", P256, Client, "-md sha384"),
        new("sha512", "root", P256, Client, "-md sha512"),
        new("rsa-sha1", "rsa-root", P256, Client, "-md sha1"),
        new("rsa-sha256", "rsa-root", P256, Client),
        new("pss-sha1", "rsa-root", P256, Client, "-md sha1 -sigopt rsa_padding_mode:pss"),
        new("pss-sha256", "rsa-root", P256, Client, "-md sha256 -sigopt rsa_padding_mode:pss"),
        new("of-ed25519-root", "ed25519-root", P256, Client, "-md null"),
        new("of-sha1-root", "sha1-root", P256, Client),
        new("of-rsa-1024-root", "rsa-1024-root", P256, Client),

        new("expired", "root", P256, Client, "-startdate 20200101000000Z -enddate 20210101000000Z"),
        new("not-yet-valid", "root", P256, Client, "-startdate 20900101000000Z -enddate 20910101000000Z"),
        new("revoked", "root", P256, Client),
        new("server-usage", "root", P256, Plain + "; extendedKeyUsage=serverAuth"),
        new("mail-usage", "root", P256, Plain + "; extendedKeyUsage=emailProtection"),
        new("no-usage", "root", P256, Plain),
        new("any-usage", "root", P256, Plain + "; extendedKeyUsage=anyExtendedKeyUsage"),
        new("both-usages", "root", P256, Plain + "; extendedKeyUsage=serverAuth,clientAuth"),
        new("agreement-only", "root", P256, "basicConstraints=CA:FALSE; keyUsage=critical,keyAgreement; extendedKeyUsage=clientAuth"),
        new("without-key-usage", "root", P256, "basicConstraints=CA:FALSE; extendedKeyUsage=clientAuth"),
        new("ca-as-client", "root", P256,
            "basicConstraints=critical,CA:TRUE; keyUsage=critical,keyCertSign,digitalSignature; extendedKeyUsage=clientAuth"),
        new("self-signed", null, P256, Client),
        new("root-as-client", null, P256, Authority) { Subject = "/CN=root" },
        new("of-other-root", "other-root", P256, Client),
        new("of-impostor", "impostor", P256, Client + "; authorityKeyIdentifier=none"),
        new("of-impostor-by-key-id", "impostor", P256, Client + "; authorityKeyIdentifier=keyid"),
        new("critical-extension", "root", P256, Client + "; 1.3.6.1.4.1.55555.1=critical,ASN1:NULL"),
        new("unknown-extension", "root", P256, Client + "; 1.3.6.1.4.1.55555.1=ASN1:NULL"),

        new("of-ca-1", "ca-1", P256, Client),
        new("of-ca-3", "ca-3", P256, Client),
        new("of-ca-4", "ca-4", P256, Client),
        new("of-last-ca", "last-ca", P256, Client),
        new("below-last-ca", "ca-below-last", P256, Client),
        new("of-no-ca", "no-ca", P256, Client),
        new("of-no-constraints-ca", "no-constraints-ca", P256, Client),
        new("of-no-sign-ca", "no-sign-ca", P256, Client),
        new("of-leaf", "good", P256, Client),
        new("of-sha1-ca", "sha1-ca", P256, Client),
        new("of-rsa-1024-ca", "rsa-1024-ca", P256, Client),
        new("of-server-ca", "server-ca", P256, Client),
        new("of-revoked-ca", "revoked-ca", P256, Client),
        new("of-expired-ca", "expired-ca", P256, Client),
        new("of-critical-ca", "critical-ca", P256, Client),
        new("permitted-name", "permitting-ca", P256, Client + "; subjectAltName=DNS:a.site.example"),
        new("name-not-permitted", "permitting-ca", P256, Client + "; subjectAltName=DNS:a.other.example"),
        new("name-not-excluded", "excluding-ca", P256, Client + "; subjectAltName=DNS:a.other.example"),
        new("excluded-name", "excluding-ca", P256, Client + "; subjectAltName=DNS:a.site.example"),
        new("permitted-directory", "directory-ca", P256, Client) { Subject = "/O=Site/CN=x" },
        new("directory-not-permitted", "directory-ca", P256, Client) { Subject = "/O=Other/CN=x" },
    ];

    /// <summary>
    /// A key file with the public key of <c>good</c>, so that openssl accepts it for the certificate, but with another private key, which
    /// signs.
    /// </summary>
    public static async Task MakeUnprovableKeyAsync(OpenSslPki pki)
    {
        using var good = ECDsa.Create();
        good.ImportFromPem(await File.ReadAllTextAsync(pki.Path("good.key")));
        using var other = ECDsa.Create();
        other.ImportFromPem(await File.ReadAllTextAsync(pki.Path("no-usage.key")));
        var point = good.ExportParameters(false).Q;
        var secret = other.ExportParameters(true).D!;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            // RFC 5915 section 3: ECPrivateKey.
            writer.WriteInteger(1);
            writer.WriteOctetString(secret);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteObjectIdentifier("1.2.840.10045.3.1.7");
            }
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            {
                writer.WriteBitString([4, .. point.X!, .. point.Y!]);
            }
        }
        await File.WriteAllTextAsync(pki.Path("unprovable.key"), PemEncoding.WriteString("EC PRIVATE KEY", writer.Encode()));
    }
}
