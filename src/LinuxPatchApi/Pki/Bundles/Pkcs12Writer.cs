using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LinuxPatchApi.Pki.Bundles;

/// <summary>
/// Writes a PKCS#12 file (RFC 7292) for browsers and key stores: the key and its certificates, both encrypted with PBES2 (AES-256,
/// PBKDF2 with HMAC-SHA-256; RFC 8018), and an HMAC-SHA-256 over all. The exporter of the base library brings 3DES, RC2 and MD5 along.
/// </summary>
internal static class Pkcs12Writer
{
    /// <summary>Rounds of both key derivations. Origin: OpenSSL's default for PKCS#12; the password is random, with 100 bits.</summary>
    private const int Rounds = 2048;

    private const int SaltBytes = 16;
    private const int BlockBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>Block length of SHA-256 (RFC 7292 appendix B.2, v).</summary>
    private const int HashBlock = 64;

    private const string Data = "1.2.840.113549.1.7.1";
    private const string EncryptedData = "1.2.840.113549.1.7.6";
    private const string ShroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
    private const string CertificateBag = "1.2.840.113549.1.12.10.1.3";
    private const string X509Certificate = "1.2.840.113549.1.9.22.1";
    private const string FriendlyName = "1.2.840.113549.1.9.20";
    private const string LocalKeyId = "1.2.840.113549.1.9.21";
    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Pbkdf2 = "1.2.840.113549.1.5.12";
    private const string HmacSha256 = "1.2.840.113549.2.9";
    private const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    private static readonly Asn1Tag Explicit0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Implicit0 = new(TagClass.ContextSpecific, 0);

    /// <param name="key">The private key of <paramref name="own"/> in PKCS#8.</param>
    /// <param name="name">Shown by the key store.</param>
    public static byte[] Write(X509Certificate2 own, byte[] key, X509Certificate2 authority, string name, string password)
    {
        var identifier = SHA256.HashData(own.RawData)[..20];
        var keys = Encode(writer =>
        {
            using (writer.PushSequence())
            {
                Bag(writer, ShroudedKeyBag, bag => Encrypted(bag, key, password, isKey: true), name, identifier);
            }
        });
        var certificates = Encode(writer =>
        {
            using (writer.PushSequence())
            {
                Bag(writer, CertificateBag, bag => Certificate(bag, own), name, identifier);
                Bag(writer, CertificateBag, bag => Certificate(bag, authority), null, null);
            }
        });
        var safe = Encode(writer =>
        {
            using (writer.PushSequence())
            {
                Content(writer, Data, inner => inner.WriteOctetString(keys));
                Content(writer, EncryptedData, inner =>
                {
                    using (inner.PushSequence())
                    {
                        inner.WriteInteger(0);
                        Encrypted(inner, certificates, password, isKey: false);
                    }
                });
            }
        });
        return Encode(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(3);
                Content(writer, Data, inner => inner.WriteOctetString(safe));
                Mac(writer, safe, password);
            }
        });
    }

    private static void Content(AsnWriter writer, string type, Action<AsnWriter> content)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSequence(Explicit0))
            {
                content(writer);
            }
        }
    }

    private static void Bag(AsnWriter writer, string type, Action<AsnWriter> value, string? name, byte[]? identifier)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSequence(Explicit0))
            {
                value(writer);
            }
            if (name is null)
            {
                return;
            }
            using (writer.PushSetOf())
            {
                Attribute(writer, FriendlyName, value => value.WriteCharacterString(UniversalTagNumber.BMPString, name));
                Attribute(writer, LocalKeyId, value => value.WriteOctetString(identifier));
            }
        }
    }

    private static void Attribute(AsnWriter writer, string type, Action<AsnWriter> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
            {
                value(writer);
            }
        }
    }

    private static void Certificate(AsnWriter writer, X509Certificate2 certificate)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(X509Certificate);
            using (writer.PushSequence(Explicit0))
            {
                writer.WriteOctetString(certificate.RawData);
            }
        }
    }

    /// <summary>EncryptedPrivateKeyInfo of a key bag, or EncryptedContentInfo.</summary>
    private static void Encrypted(AsnWriter writer, byte[] plain, string password, bool isKey)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var vector = RandomNumberGenerator.GetBytes(BlockBytes);
        using var aes = Aes.Create();
        aes.Key = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Rounds, HashAlgorithmName.SHA256, KeyBytes);
        var encrypted = aes.EncryptCbc(plain, vector);
        using (writer.PushSequence())
        {
            if (!isKey)
            {
                writer.WriteObjectIdentifier(Data);
            }
            Algorithm(writer, salt, vector);
            if (isKey)
            {
                writer.WriteOctetString(encrypted);
            }
            else
            {
                writer.WriteOctetString(encrypted, Implicit0);
            }
        }
    }

    private static void Algorithm(AsnWriter writer, byte[] salt, byte[] vector)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Pbes2);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Pbkdf2);
                    using (writer.PushSequence())
                    {
                        writer.WriteOctetString(salt);
                        writer.WriteInteger(Rounds);
                        Named(writer, HmacSha256);
                    }
                }
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Aes256Cbc);
                    writer.WriteOctetString(vector);
                }
            }
        }
    }

    private static void Named(AsnWriter writer, string algorithm)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(algorithm);
            writer.WriteNull();
        }
    }

    private static void Mac(AsnWriter writer, byte[] safe, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var mac = HMACSHA256.HashData(MacKey(password, salt), safe);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                Named(writer, Sha256);
                writer.WriteOctetString(mac);
            }
            writer.WriteOctetString(salt);
            writer.WriteInteger(Rounds);
        }
    }

    /// <summary>RFC 7292 appendix B.2 with SHA-256, purpose 3. One hash is as long as the key, so step 6 B and C do not happen.</summary>
    private static byte[] MacKey(string password, byte[] salt)
    {
        var text = new byte[(password.Length + 1) * 2];
        for (var i = 0; i < password.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(text.AsSpan(i * 2), password[i]);
        }
        var purpose = new byte[HashBlock];
        purpose.AsSpan().Fill(3);
        byte[] hash = [.. purpose, .. Repeated(salt), .. Repeated(text)];
        for (var round = 0; round < Rounds; round++)
        {
            hash = SHA256.HashData(hash);
        }
        return hash;
    }

    /// <summary>Repeats the bytes up to a multiple of the block length.</summary>
    private static byte[] Repeated(byte[] bytes)
    {
        var filled = new byte[(bytes.Length + HashBlock - 1) / HashBlock * HashBlock];
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = bytes[i % bytes.Length];
        }
        return filled;
    }

    private static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
