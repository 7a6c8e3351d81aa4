using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LinuxPatchApi.OpenPgp;

/// <summary>What a signature says (RFC 9580 section 5.2.1).</summary>
internal enum SignatureType
{
    Binary = 0x00,
    Text = 0x01,
    GenericCertification = 0x10,
    PositiveCertification = 0x13,
    SubkeyBinding = 0x18,
    PrimaryKeyBinding = 0x19,
    DirectKey = 0x1F,
    KeyRevocation = 0x20,
    SubkeyRevocation = 0x28,
    CertificationRevocation = 0x30,
}

/// <summary>A signature packet (RFC 9580 section 5.2.3), version 4 or 6, and what its hashed part says of a key.</summary>
internal sealed record KeySignature(int Version, SignatureType Type, int Hash, DateTimeOffset Created)
{
    private const int SignFlag = 0x02;

    /// <summary>Seconds from the creation of the key; null when it never expires.</summary>
    public uint? KeyLife { get; private init; }

    /// <summary>Seconds from the creation of the signature; null when it never expires.</summary>
    public uint? Life { get; private init; }

    /// <summary>Null when it does not say what the key is for.</summary>
    public byte? Flags { get; private init; }

    public bool? MaySign => Flags is { } flags ? (flags & SignFlag) != 0 : null;

    /// <summary>The fingerprint or the key id of who made it, in hexadecimal; null when it does not say.</summary>
    public string? Issuer { get; private init; }

    /// <summary>The subkey's own signature on the primary key; null when there is none.</summary>
    public KeySignature? Back { get; private init; }

    private byte[] Hashed { get; init; } = [];

    private byte[] Salt { get; init; } = [];

    private byte[] Left { get; init; } = [];

    private byte[] Value { get; init; } = [];

    /// <summary>Null when it is malformed, of another version, or has a critical part that is not understood.</summary>
    public static KeySignature? Parse(ReadOnlySpan<byte> body, bool isEmbedded = false)
    {
        if (body.Length < 10 || body[0] is not (4 or 6))
        {
            return null;
        }
        var wide = body[0] == 6;
        var count = wide ? 4 : 2;
        var rest = body[4..];
        if (Take(ref rest, count) is not { } hashedPart || Take(ref rest, count) is not { } other)
        {
            return null;
        }
        var found = new KeySignature(body[0], (SignatureType)body[1], body[3], default)
        {
            Hashed = body[..(4 + count + hashedPart.Length)].ToArray(),
        };
        var read = ReadParts(ReadParts(found, hashedPart, isHashed: true, isEmbedded), other, isHashed: false, isEmbedded);
        if (read is null || read.Created == default || rest.Length < 2)
        {
            return null;
        }
        var left = rest[..2].ToArray();
        rest = rest[2..];
        var salt = Array.Empty<byte>();
        if (wide)
        {
            if (rest.IsEmpty || rest.Length < 1 + rest[0])
            {
                return null;
            }
            salt = rest.Slice(1, rest[0]).ToArray();
            rest = rest[(1 + salt.Length)..];
        }
        return read with { Left = left, Salt = salt, Value = rest.ToArray() };
    }

    public bool IsBy(PublicKey key) => Issuer is null || Issuer == key.Fingerprint || Issuer == key.KeyId;

    /// <inheritdoc cref="WhyBad"/>
    public bool IsGood(PublicKey by, PublicKey primary, PublicKey? subkey, byte[]? userId, DateTimeOffset now) =>
        WhyBad(by, primary, subkey, userId, now) is null;

    /// <summary>
    /// Null when it belongs to the key and is in force; else why not, as a clause whose subject is the signature. With algorithms that
    /// neither the base library nor OpenSSL has only the digest is compared, of which the packet has two bytes: that shows damage, not
    /// forgery.
    /// </summary>
    public string? WhyBad(PublicKey by, PublicKey primary, PublicKey? subkey, byte[]? userId, DateTimeOffset now)
    {
        if (Version != by.Version)
        {
            return $"of version {Version}, not {by.Version} as the key";
        }
        if (Name(Hash) is not { } name)
        {
            return $"made with {Broken(Hash) ?? $"the digest {Hash}"}, which is not verified";
        }
        if (Version == 6 && Salt.Length != SaltBytes(Hash))
        {
            return $"whose salt has {Salt.Length} bytes, which version 6 does not allow for its digest";
        }
        using var hash = IncrementalHash.CreateHash(name);
        hash.AppendData(Salt);
        primary.Hash(hash);
        subkey?.Hash(hash);
        Span<byte> number = stackalloc byte[4];
        if (userId is not null)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, userId.Length);
            hash.AppendData([0xB4]);
            hash.AppendData(number);
            hash.AppendData(userId);
        }
        hash.AppendData(Hashed);
        BinaryPrimitives.WriteInt32BigEndian(number, Hashed.Length);
        hash.AppendData([(byte)Version, 0xFF]);
        hash.AppendData(number);
        var digest = hash.GetHashAndReset();
        // Only of a signature that fits is it known that it expired: in a damaged one the date may be what is damaged.
        return !digest.AsSpan(0, 2).SequenceEqual(Left) || by.Verify(digest, name, Value) == false
            ? "that does not fit: it is damaged or was changed"
            : Life is { } life && Created.AddSeconds(life) is var end && end <= now ? $"that expired at {end:yyyy-MM-dd'T'HH:mm:ss'Z'}"
            : null;
    }

    /// <summary>Null for what is broken or not in the base library.</summary>
    private static HashAlgorithmName? Name(int hash) => hash switch
    {
        2 => HashAlgorithmName.SHA1,
        8 => HashAlgorithmName.SHA256,
        9 => HashAlgorithmName.SHA384,
        10 => HashAlgorithmName.SHA512,
        _ => null,
    };

    /// <summary>RFC 9580 section 9.5, of which version 6 takes no other size; SHA-1 has none.</summary>
    private static int? SaltBytes(int hash) => hash switch
    {
        8 => 16,
        9 => 24,
        10 => 32,
        _ => null,
    };

    private static string? Broken(int hash) => hash switch
    {
        1 => "MD5",
        3 => "RIPEMD-160",
        _ => null,
    };

    private static byte[]? Take(ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Length < count)
        {
            return null;
        }
        long length = count == 2 ? BinaryPrimitives.ReadUInt16BigEndian(rest) : BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - count)
        {
            return null;
        }
        var part = rest.Slice(count, (int)length).ToArray();
        rest = rest[(count + (int)length)..];
        return part;
    }

    /// <summary>Subpackets (RFC 9580 section 5.2.3.7). Only who made it may stand in the part that is not signed.</summary>
    private static KeySignature? ReadParts(KeySignature? found, ReadOnlySpan<byte> bytes, bool isHashed, bool isEmbedded)
    {
        while (found is not null && !bytes.IsEmpty)
        {
            if (Packet.Length(bytes, isSubpacket: true) is not var (skip, length) || length < 1 || length > bytes.Length - skip)
            {
                return null;
            }
            var part = bytes.Slice(skip, (int)length);
            bytes = bytes[(skip + (int)length)..];
            var (type, isCritical) = (part[0] & 0x7F, part[0] >= 0x80);
            var value = part[1..];
            uint? number = value.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;
            found = type switch
            {
                2 when isHashed && number is { } at => found with { Created = DateTimeOffset.FromUnixTimeSeconds(at) },
                3 when isHashed && number is { } life => found with { Life = life == 0 ? null : life },
                9 when isHashed && number is { } life => found with { KeyLife = life == 0 ? null : life },
                27 when isHashed => found with { Flags = value.IsEmpty ? (byte)0 : value[0] },
                16 when value.Length == 8 => found with { Issuer = found.Issuer ?? Convert.ToHexString(value) },
                33 when value.Length is 21 or 33 => found with { Issuer = Convert.ToHexString(value[1..]) },
                32 when !isEmbedded => found with { Back = Parse(value, isEmbedded: true) },
                2 or 3 or 9 when isHashed => null,
                _ when isHashed && isCritical && !IsKnown(type) => null,
                _ => found,
            };
        }
        return found;
    }

    /// <summary>Those whose meaning does not change whether and how long a key may sign.</summary>
    private static bool IsKnown(int type) =>
        type is 4 or 5 or 6 or 7 or 11 or 12 or 16 or 20 or 21 or 22 or 23 or 24 or 25 or 26 or 27 or 28
        or 29 or 30 or 31 or 32 or 33 or 34 or 35 or 39;
}
