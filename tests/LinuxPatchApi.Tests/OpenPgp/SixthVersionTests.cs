using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.OpenPgp;

namespace LinuxPatchApi.Tests.OpenPgp;

/// <summary>Keys of version 6, which GnuPG does not make: the sample of RFC 9580, and keys made here with real signatures.</summary>
public sealed class SixthVersionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>RFC 9580 appendix A.3: Ed25519, signed with SHA-512, a subkey for X25519, no checksum of the armour.</summary>
    private const string Sample = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        xioGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laPCsQYf
        GwoAAABCBYJjh3/jAwsJBwUVCg4IDAIWAAKbAwIeCSIhBssYbE8GCaaX5NUt+mxy
        KwwfHifBilZwj2Ul7Ce62azJBScJAgcCAAAAAK0oIBA+LX0ifsDm185Ecds2v8lw
        gyU2kCcUmKfvBXbAf6rhRYWzuQOwEn7E/aLwIwRaLsdry0+VcallHhSu4RN6HWaE
        QsiPlR4zxP/TP7mhfVEe7XWPxtnMUMtf15OyA51YBM4qBmOHf+MZAAAAIIaTJINn
        +eUBXbki+PSAld2nhJh/LVmFsS+60WyvXkQ1wpsGGBsKAAAALAWCY4d/4wKbDCIh
        BssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce62azJAAAAAAQBIKbpGG2dWTX8
        j+VjFM21J0hqWlEg+bdiojWnKfA5AQpWUWtnNwDEM0g12vYxoWM8Y81W+bHBw805
        I8kWVkXU6vFOi+HWvv/ira7ofJu16NnoUkhclkUrk0mXubZvyl4GBg==
        -----END PGP PUBLIC KEY BLOCK-----
        """;

    /// <summary>As the RFC says it.</summary>
    private const string SampleFingerprint = "CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9";

    [Fact]
    public void Sample_of_the_standard_is_read_with_its_fingerprint()
    {
        var ring = Read(Encoding.ASCII.GetBytes(Sample)).Ring!;
        var key = Assert.Single(ring.Keys);
        Assert.Empty(ring.Unusable);
        Assert.Equal((SampleFingerprint, false, null), (key.Fingerprint, key.IsRevoked, key.WhyWeak));
        // The subkey is for encryption.
        Assert.Equal(new SigningKey(SampleFingerprint, SampleFingerprint[..16], null), Assert.Single(key.Signing));
        Assert.Equal(KeyStatus.Valid, ring.StatusAt(Now));
        Assert.Equal(Packet.ReadAll(SampleBytes()).Packets!.Select(Form), Packet.ReadAll(ring.Binary).Packets!.Select(Form));

        static string Form(Packet packet) => $"{packet.Tag} {Convert.ToHexString(packet.Body)}";
    }

    [Fact]
    public void Any_changed_byte_of_the_sample_is_seen_or_is_not_signed()
    {
        var bytes = SampleBytes();
        var refused = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 0x41;
            var (ring, problem) = Read(changed);
            Assert.NotEqual(ring is null, problem is null);
            refused += ring is null ? 1 : 0;
            if (ring is not null)
            {
                Assert.Equal((SampleFingerprint, null), (Assert.Single(ring.Keys).Fingerprint, ring.Until));
            }
        }
        // The key and what its signature hashes, salt included, are some 140 of the bytes.
        Assert.True(refused > 140, $"only {refused} of {bytes.Length} changes were refused");
    }

    [Fact]
    public void Every_beginning_of_the_sample_is_refused_or_the_same_key()
    {
        var bytes = SampleBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var (ring, problem) = Read(bytes[..i]);
            Assert.NotEqual(ring is null, problem is null);
            Assert.True(ring is null || ring.Keys.Single().Fingerprint == SampleFingerprint, $"the first {i} bytes");
        }
    }

    [Fact]
    public void Expiry_and_revocation_count_as_with_other_keys()
    {
        var until = Created.AddDays(90);
        Assert.Equal(until, Read(Made(TimeSpan.FromDays(90))).Ring!.Until);
        Assert.Null(Read(Made()).Ring!.Until);
        Assert.True(Read(Made(revoked: true)).Ring!.Keys[0].IsRevoked);
    }

    [Fact]
    public void Its_signature_is_verified()
    {
        var (ring, problem) = Read(Made(by: Foreign));
        Assert.Null(ring);
        Assert.Contains("does not fit: it is damaged or was changed", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Salt_of_a_wrong_size_is_refused_in_words()
    {
        var (ring, problem) = Read(Made(salt: 8));
        Assert.Null(ring);
        Assert.Contains("whose salt has 8 bytes, which version 6 does not allow for its digest", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Signature_of_another_version_does_not_count()
    {
        var packets = Packet.ReadAll(Made()).Packets!;
        using var mixed = new MemoryStream();
        packets[0].WriteTo(mixed);
        mixed.Write(new MadeKey(1).Bytes(withKey: false));
        var (ring, problem) = Read(mixed.ToArray());
        Assert.Null(ring);
        Assert.Contains("of version 4, not 6 as the key", problem, StringComparison.Ordinal);
    }

    private static readonly ECDsa Own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa Foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static byte[] SampleBytes() => Armor.Read(Sample, Armor.PublicKey).Bytes!;

    private static (Keyring? Ring, string? Problem) Read(byte[] content) => Keyring.Read(content, Now);

    /// <summary>A key of NIST P-256 that says of itself that it signs.</summary>
    /// <param name="by">Who makes the signatures; null: the key itself.</param>
    private static byte[] Made(TimeSpan? life = null, bool revoked = false, ECDsa? by = null, int salt = 16)
    {
        var point = Own.ExportParameters(includePrivateParameters: false).Q;
        byte[] material = [8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7, .. Number([4, .. point.X!, .. point.Y!])];
        byte[] body = [6, .. Big(Seconds(Created)), (byte)PublicKeyAlgorithm.Ecdsa, .. Big((uint)material.Length), .. material];
        using var stream = new MemoryStream();
        new Packet(Packet.PublicKey, body).WriteTo(stream);
        byte[] lasts = life is { } time ? [5, 9, .. Big((uint)time.TotalSeconds)] : [];
        new Packet(Packet.Signature, Signed(SignatureType.DirectKey, [2, 27, 3, .. lasts])).WriteTo(stream);
        if (revoked)
        {
            new Packet(Packet.Signature, Signed(SignatureType.KeyRevocation, [])).WriteTo(stream);
        }
        return stream.ToArray();

        // RFC 9580 section 5.2.4: the salt, the key with 0x9B and four bytes of length, the hashed part, its trailer.
        byte[] Signed(SignatureType type, byte[] more)
        {
            byte[] parts = [5, 2, .. Big(Seconds(Created)), .. more];
            byte[] hashed =
                [6, (byte)type, (byte)PublicKeyAlgorithm.Ecdsa, MadeKey.Sha256, .. Big((uint)parts.Length), .. parts];
            var salted = RandomNumberGenerator.GetBytes(salt);
            var digest = SHA256.HashData(
                (byte[])[.. salted, 0x9B, .. Big((uint)body.Length), .. body, .. hashed, 6, 0xFF, .. Big((uint)hashed.Length)]);
            var value = (by ?? Own).SignHash(digest);
            return
            [
                .. hashed, 0, 0, 0, 0, digest[0], digest[1], (byte)salted.Length, .. salted,
                .. Number(value[..32]), .. Number(value[32..]),
            ];
        }
    }

    private static uint Seconds(DateTimeOffset at) => (uint)at.ToUnixTimeSeconds();

    /// <summary>A multiprecision integer, without leading zeros.</summary>
    private static byte[] Number(byte[] value)
    {
        var trimmed = value.AsSpan().TrimStart((byte)0).ToArray();
        var bits = (8 * trimmed.Length) - byte.LeadingZeroCount(trimmed[0]);
        return [(byte)(bits >> 8), (byte)bits, .. trimmed];
    }

    private static byte[] Big(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
