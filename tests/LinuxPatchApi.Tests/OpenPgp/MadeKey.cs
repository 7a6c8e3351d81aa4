using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using LinuxPatchApi.OpenPgp;

namespace LinuxPatchApi.Tests.OpenPgp;

/// <summary>
/// A key as no current program makes it any more: with a broken digest, an expired signature, of another version. Its signatures are real
/// ones of ECDSA.
/// </summary>
internal sealed record MadeKey(int Number)
{
    public const int Sha256 = 8;
    public const int RipeMd = 3;
    private const int EcDsa = 19;

    private static readonly ConcurrentDictionary<int, ECDsa> Pairs = new();

    private static readonly DateTimeOffset Created = new(2020, 1, 2, 0, 0, 0, TimeSpan.Zero);

    public byte Version { get; init; } = 4;

    public byte Algorithm { get; init; } = EcDsa;

    /// <summary>RFC 9580 section 9.5.</summary>
    public byte Digest { get; init; } = Sha256;

    /// <summary>Seconds before the creation of the key at which its signature was made; negative: after it.</summary>
    public int Age { get; init; }

    /// <summary>Seconds from the creation of its signature; null when the signature never expires.</summary>
    public uint? Life { get; init; }

    /// <summary>When the key expires; null: never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The signature does not fit the key.</summary>
    public bool IsChanged { get; init; }

    /// <summary>0: it has no signature of its own.</summary>
    public int Signatures { get; init; } = 1;

    public string Fingerprint => PublicKey.Parse(Body())!.Fingerprint;

    /// <param name="withKey">False: its signatures alone, to be added to the same key.</param>
    public byte[] Bytes(bool withKey = true)
    {
        using var stream = new MemoryStream();
        if (withKey)
        {
            new Packet(Packet.PublicKey, Body()).WriteTo(stream);
        }
        for (var i = 0; i < Signatures; i++)
        {
            new Packet(Packet.Signature, Signature(SignatureType.DirectKey, [])).WriteTo(stream);
        }
        return stream.ToArray();
    }

    /// <summary>A signature of data that names the key; it fits no data.</summary>
    public byte[] DataSignature()
    {
        using var stream = new MemoryStream();
        new Packet(Packet.Signature, Signature(SignatureType.Binary, [22, 33, 4, .. Convert.FromHexString(Fingerprint)])).WriteTo(stream);
        return stream.ToArray();
    }

    public string ArmouredSignature() => Armor.Write(DataSignature(), Armor.Signature);

    private byte[] Body() =>
    [
        Version, .. Big((uint)Created.ToUnixTimeSeconds()), Algorithm,
        8, .. Convert.FromHexString("2A8648CE3D030107"), 2, 3, 4,
        .. Pair.ExportParameters(false).Q.X!, .. Pair.ExportParameters(false).Q.Y!,
    ];

    private ECDsa Pair => Pairs.GetOrAdd(Number, _ => ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="more">Further subpackets that are hashed.</param>
    private byte[] Signature(SignatureType type, byte[] more)
    {
        byte[] parts =
        [
            5, 2, .. Big((uint)(Created.ToUnixTimeSeconds() - Age)),
            .. Life is { } life ? [5, 3, .. Big(life)] : Array.Empty<byte>(),
            .. Until is { } until ? [5, 9, .. Big((uint)(until - Created).TotalSeconds)] : Array.Empty<byte>(),
            .. more,
        ];
        byte[] hashed = [4, (byte)type, Algorithm, Digest, 0, (byte)parts.Length, .. parts];
        var body = Body();
        var digest = SHA256.HashData((byte[])[0x99, 0, (byte)body.Length, .. body, .. hashed, 4, 0xFF, .. Big((uint)hashed.Length)]);
        var proof = Pair.SignHash(digest);
        return [.. hashed, 0, 0, (byte)(digest[0] ^ (IsChanged ? 1 : 0)), digest[1], .. Integer(proof[..32]), .. Integer(proof[32..])];
    }

    private static byte[] Integer(byte[] number)
    {
        var value = number.AsSpan().TrimStart((byte)0);
        var bits = (8 * value.Length) - BitOperations.LeadingZeroCount((uint)value[0] << 24);
        return [(byte)(bits >> 8), (byte)bits, .. value];
    }

    private static byte[] Big(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
