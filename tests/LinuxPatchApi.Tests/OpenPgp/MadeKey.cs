using System.Buffers.Binary;
using System.Security.Cryptography;
using LinuxPatchApi.OpenPgp;

namespace LinuxPatchApi.Tests.OpenPgp;

/// <summary>
/// A key as no current program makes it any more: with a broken digest, an expired signature, of another version. Of its signatures only
/// the digest is right, which is all that is compared with EdDSA.
/// </summary>
internal sealed record MadeKey(int Number)
{
    public const int Sha256 = 8;
    public const int RipeMd = 3;
    private const int EdDsa = 22;

    private static readonly DateTimeOffset Created = new(2020, 1, 2, 0, 0, 0, TimeSpan.Zero);

    public byte Version { get; init; } = 4;

    public byte Algorithm { get; init; } = EdDsa;

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
        9, 0x2B, 6, 1, 4, 1, 0xDA, 0x47, 0x0F, 1, 1, 7, 0x40, .. Big((uint)Number), .. new byte[28],
    ];

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
        return [.. hashed, 0, 0, (byte)(digest[0] ^ (IsChanged ? 1 : 0)), digest[1], 0, 1, 1, 0, 1, 1];
    }

    private static byte[] Big(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
