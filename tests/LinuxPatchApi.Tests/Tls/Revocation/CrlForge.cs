using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>A CA that issues lists in which any part can be wrong; the signature is always valid.</summary>
internal sealed class CrlForge : IDisposable
{
    public const string Sha256 = "1.2.840.10045.4.3.2";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public CrlForge(string name = "CN=Forge", X509KeyUsageFlags usage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign)
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Authority = request.CreateSelfSigned(Now.AddDays(-100), Now.AddDays(3000));
    }

    public static DateTimeOffset Now { get; } = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public X509Certificate2 Authority { get; }

    public X509Certificate2Collection Authorities => [Authority];

    public Action<AsnWriter> Version { get; set; } = writer => writer.WriteInteger(1);

    public string Inner { get; set; } = Sha256;

    public string Outer { get; set; } = Sha256;

    public byte[]? Issuer { get; set; }

    public Action<AsnWriter> ThisUpdate { get; set; } = writer => writer.WriteUtcTime(Now);

    public Action<AsnWriter> NextUpdate { get; set; } = writer => writer.WriteUtcTime(Now.AddDays(7));

    /// <summary>Entries: serial number, then extensions as (identifier, critical, DER).</summary>
    public List<(byte[] Serial, (string Identifier, bool IsCritical, byte[] Value)[] Extensions)> Entries { get; } = [];

    public List<(string Identifier, bool IsCritical, byte[] Value)> Extensions { get; } = [("2.5.29.20", false, Integer(7))];

    /// <summary>Written after the signature, inside the list.</summary>
    public byte[] Trailing { get; set; } = [];

    public static byte[] Integer(long value) => Encode(writer => writer.WriteInteger(value));

    /// <param name="write">Writes it.</param>
    /// <param name="capacity">Bytes; the writer otherwise grows by a kilobyte at a time, which is quadratic for large lists.</param>
    public static byte[] Encode(Action<AsnWriter> write, int capacity = 0)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, capacity);
        write(writer);
        return writer.Encode();
    }

    /// <summary>Writes an issuing distribution point that names one URI.</summary>
    public static void Place(AsnWriter writer, string place)
    {
        var first = new Asn1Tag(TagClass.ContextSpecific, 0);
        using (writer.PushSequence())
        using (writer.PushSequence(first))
        using (writer.PushSequence(first))
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, place, new Asn1Tag(TagClass.ContextSpecific, 6));
        }
    }

    public byte[] Make() => Encode(writer =>
    {
        var body = Encode(Body, Entries.Count * 64);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(body);
            Algorithm(writer, Outer);
            writer.WriteBitString(_key.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
            if (Trailing.Length > 0)
            {
                writer.WriteEncodedValue(Trailing);
            }
        }
    }, Entries.Count * 64);

    public void Dispose()
    {
        _key.Dispose();
        Authority.Dispose();
    }

    private void Body(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            Version(writer);
            Algorithm(writer, Inner);
            writer.WriteEncodedValue(Issuer ?? Authority.SubjectName.RawData);
            ThisUpdate(writer);
            NextUpdate(writer);
            if (Entries.Count > 0)
            {
                using (writer.PushSequence())
                {
                    Entries.ForEach(entry => Entry(writer, entry.Serial, entry.Extensions));
                }
            }
            if (Extensions.Count > 0)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    All(writer, Extensions);
                }
            }
        }
    }

    private static void Entry(AsnWriter writer, byte[] serial, (string, bool, byte[])[] extensions)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(serial);
            writer.WriteUtcTime(Now.AddDays(-1));
            if (extensions.Length > 0)
            {
                All(writer, extensions);
            }
        }
    }

    private static void All(AsnWriter writer, IEnumerable<(string Identifier, bool IsCritical, byte[] Value)> extensions)
    {
        using (writer.PushSequence())
        {
            foreach ((var identifier, var isCritical, var value) in extensions)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(identifier);
                    if (isCritical)
                    {
                        writer.WriteBoolean(true);
                    }
                    writer.WriteOctetString(value);
                }
            }
        }
    }

    private static void Algorithm(AsnWriter writer, string identifier)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(identifier);
        }
    }
}
