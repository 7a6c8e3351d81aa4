using System.Buffers.Binary;
using System.Security.Cryptography;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.OpenPgp;

/// <summary>The packet of a public key or subkey (RFC 9580 section 5.5.2), version 4 or 6.</summary>
internal sealed class PublicKey
{
    private const int V4Head = 6;
    private const int V6Head = 10;
    private const int KeyIdBytes = 8;

    /// <summary>Of a point of Curve25519, and of each half of a signature.</summary>
    private const int EdwardsBytes = 32;

    private static ReadOnlySpan<byte> Ed25519Head => [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 0x21, 0];

    private static ReadOnlySpan<byte> Ed448Head => [0x30, 0x43, 0x30, 5, 6, 3, 0x2B, 0x65, 0x71, 3, 0x3A, 0];

    private readonly byte[] _body;
    private readonly int _material;

    private PublicKey(byte[] body, int material) => (_body, _material) = (body, material);

    public int Version => _body[0];

    public DateTimeOffset Created => DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(_body.AsSpan(1)));

    public PublicKeyAlgorithm Algorithm => (PublicKeyAlgorithm)_body[5];

    /// <summary>Upper-case hexadecimal.</summary>
    public string Fingerprint => Convert.ToHexString(Digest());

    /// <summary>The 64 bits by which older signatures name it, in hexadecimal.</summary>
    public string KeyId => Version == 4 ? Fingerprint[^(2 * KeyIdBytes)..] : Fingerprint[..(2 * KeyIdBytes)];

    public bool CanSign => Algorithm is PublicKeyAlgorithm.Rsa or PublicKeyAlgorithm.RsaSign or PublicKeyAlgorithm.Dsa
        or PublicKeyAlgorithm.Ecdsa or PublicKeyAlgorithm.EdDsaLegacy or PublicKeyAlgorithm.Ed25519 or PublicKeyAlgorithm.Ed448;

    /// <summary>Why package managers refuse its signatures, as a clause; null when they accept them.</summary>
    public string? WhyWeak => Algorithm switch
    {
        PublicKeyAlgorithm.Dsa => "is of DSA, which is obsolete",
        PublicKeyAlgorithm.Rsa or PublicKeyAlgorithm.RsaSign when Bits(_material) is { } bits and < OpenPgpLimits.RsaBits =>
            $"has {bits} bits of RSA, fewer than {OpenPgpLimits.RsaBits}",
        _ => null,
    };

    /// <summary>Null when it is of another version, or too short.</summary>
    public static PublicKey? Parse(byte[] body) => body switch
    {
        [4, _, _, _, _, _, _, ..] => new PublicKey(body, V4Head),
        [6, ..] when body.Length > V6Head
            && BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(V4Head)) == body.Length - V6Head => new PublicKey(body, V6Head),
        _ => null,
    };

    /// <summary>What signatures hash of it (RFC 9580 section 5.2.4).</summary>
    public void Hash(IncrementalHash hash)
    {
        Span<byte> head = stackalloc byte[5];
        if (Version == 4)
        {
            head[0] = 0x99;
            BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)_body.Length);
            hash.AppendData(head[..3]);
        }
        else
        {
            head[0] = 0x9B;
            BinaryPrimitives.WriteInt32BigEndian(head[1..], _body.Length);
            hash.AppendData(head);
        }
        hash.AppendData(_body);
    }

    /// <summary>Null when neither the base library nor OpenSSL has the algorithm.</summary>
    public bool? Verify(ReadOnlySpan<byte> digest, HashAlgorithmName algorithm, ReadOnlySpan<byte> signature)
    {
        try
        {
            return Algorithm switch
            {
                PublicKeyAlgorithm.Rsa or PublicKeyAlgorithm.RsaSign => VerifyRsa(digest, algorithm, signature),
                PublicKeyAlgorithm.Ecdsa => VerifyEcdsa(digest, signature),
                PublicKeyAlgorithm.EdDsaLegacy => VerifyLegacy(digest, signature),
                PublicKeyAlgorithm.Ed25519 => VerifyEdwards(Ed25519Head, _body.AsSpan(_material), digest, signature),
                PublicKeyAlgorithm.Ed448 => VerifyEdwards(Ed448Head, _body.AsSpan(_material), digest, signature),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private bool VerifyRsa(ReadOnlySpan<byte> digest, HashAlgorithmName algorithm, ReadOnlySpan<byte> signature)
    {
        ReadOnlySpan<byte> rest = _body.AsSpan(_material);
        if (!Integer(ref rest, out var modulus) || !Integer(ref rest, out var exponent) || !Integer(ref signature, out var value)
            || !rest.IsEmpty || !signature.IsEmpty || value.Length > modulus.Length || modulus.IsEmpty || exponent.IsEmpty)
        {
            return false;
        }
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() });
        return rsa.VerifyHash(digest, Padded(value, modulus.Length), algorithm, RSASignaturePadding.Pkcs1);
    }

    private bool? VerifyEcdsa(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        ReadOnlySpan<byte> rest = _body.AsSpan(_material);
        if (rest.IsEmpty || rest.Length < 1 + rest[0])
        {
            return false;
        }
        (var curve, var bytes) = Convert.ToHexString(rest.Slice(1, rest[0])) switch
        {
            "2A8648CE3D030107" => (ECCurve.NamedCurves.nistP256, 32),
            "2B81040022" => (ECCurve.NamedCurves.nistP384, 48),
            "2B81040023" => (ECCurve.NamedCurves.nistP521, 66),
            _ => (default, 0),
        };
        if (bytes == 0)
        {
            return null;
        }
        rest = rest[(1 + rest[0])..];
        if (!Integer(ref rest, out var point) || !Integer(ref signature, out var r) || !Integer(ref signature, out var s)
            || point.Length != 1 + (2 * bytes) || point[0] != 4 || r.Length > bytes || s.Length > bytes)
        {
            return false;
        }
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = curve,
            Q = new ECPoint { X = point.Slice(1, bytes).ToArray(), Y = point[(1 + bytes)..].ToArray() },
        });
        return key.VerifyHash(digest, (byte[])[.. Padded(r, bytes), .. Padded(s, bytes)]);
    }

    /// <summary>
    /// Ed25519 as GnuPG writes it: point and both halves of the signature as integers (RFC 9580 sections 5.5.5.5 and 5.2.3.3).
    /// </summary>
    private bool? VerifyLegacy(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        ReadOnlySpan<byte> rest = _body.AsSpan(_material);
        if (rest.IsEmpty || rest.Length < 1 + rest[0])
        {
            return false;
        }
        if (Convert.ToHexString(rest.Slice(1, rest[0])) != "2B06010401DA470F01")
        {
            return null;
        }
        rest = rest[(1 + rest[0])..];
        return Integer(ref rest, out var point) && Integer(ref signature, out var r) && Integer(ref signature, out var s)
            && rest.IsEmpty && signature.IsEmpty && point.Length == 1 + EdwardsBytes && point[0] == 0x40
            && r.Length <= EdwardsBytes && s.Length <= EdwardsBytes
            ? VerifyEdwards(Ed25519Head, point[1..], digest, (byte[])[.. Padded(r, EdwardsBytes), .. Padded(s, EdwardsBytes)])
            : false;
    }

    /// <param name="head">What stands before the point in a SubjectPublicKeyInfo (RFC 8410); its last but one byte is the length.</param>
    private static bool? VerifyEdwards(
        ReadOnlySpan<byte> head, ReadOnlySpan<byte> point, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) =>
        point.Length == head[^2] - 1 && signature.Length == 2 * point.Length
            && OpenSslSignature.Verify((byte[])[.. head, .. point], digest: null, pss: null, digest, signature) is var isGood
            ? isGood : false;

    private int? Bits(int at) => _body.Length >= at + 2 ? BinaryPrimitives.ReadUInt16BigEndian(_body.AsSpan(at)) : null;

    /// <summary>A multiprecision integer (RFC 9580 section 3.2).</summary>
    private static bool Integer(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (rest.Length < 2)
        {
            return false;
        }
        var bytes = (BinaryPrimitives.ReadUInt16BigEndian(rest) + 7) / 8;
        if (rest.Length < 2 + bytes)
        {
            return false;
        }
        value = rest.Slice(2, bytes);
        rest = rest[(2 + bytes)..];
        return true;
    }

    private static byte[] Padded(ReadOnlySpan<byte> value, int length)
    {
        var padded = new byte[length];
        value.CopyTo(padded.AsSpan(length - value.Length));
        return padded;
    }

    private byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(Version == 4 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        Hash(hash);
        return hash.GetHashAndReset();
    }
}

/// <summary>RFC 9580 section 9.1.</summary>
internal enum PublicKeyAlgorithm
{
    Rsa = 1,
    RsaEncrypt = 2,
    RsaSign = 3,
    Dsa = 17,
    Ecdh = 18,
    Ecdsa = 19,
    EdDsaLegacy = 22,
    Ed25519 = 27,
    Ed448 = 28,
}
