using System.Text;
using LinuxPatchApi.OpenPgp;

namespace LinuxPatchApi.Tests.OpenPgp;

/// <summary>Keys of the real gpg, and the same keys damaged.</summary>
public sealed class KeyringTests : IDisposable
{
    private const string User = "Repository <repository@example.org>";
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly GnuPg _gpg = new();

    public void Dispose() => _gpg.Dispose();

    [Theory]
    [InlineData("rsa2048")]
    [InlineData("rsa3072")]
    [InlineData("nistp256")]
    [InlineData("nistp384")]
    [InlineData("nistp521")]
    [InlineData("ed25519")]
    [InlineData("brainpoolP256r1")]
    public void Fingerprint_and_expiry_are_those_that_gpg_shows(string algorithm)
    {
        var fingerprint = _gpg.Make(User, algorithm, expires: "30d");
        var key = Assert.Single(Read(_gpg.Binary(User)).Keys);
        Assert.Equal(fingerprint, key.Fingerprint);
        Assert.Equal(_gpg.Expires(User), key.Until!.Value.ToUnixTimeSeconds());
        Assert.False(key.IsRevoked);
        Assert.Null(key.WhyWeak);
    }

    /// <summary>
    /// Somebody moves the expiry of a key that is not his. The digest has two bytes in the packet: all of them are tried.
    /// </summary>
    [Theory]
    [InlineData("ed25519")]
    [InlineData("nistp256")]
    public void A_forged_expiry_is_not_believed_whatever_digest_stands_beside_it(string algorithm)
    {
        _gpg.Make(User, algorithm, expires: "30d");
        var bytes = _gpg.Binary(User);
        var packets = Packet.ReadAll(bytes).Packets!;
        var signature = packets.Single(packet => packet.Tag == Packet.Signature);
        // Length 5, type 9: seconds until the key expires.
        var expiry = signature.Body.AsSpan().IndexOf((byte[])[5, 9]) + 2;
        var forged = (byte[])signature.Body.Clone();
        forged[expiry] ^= 1;
        var hashed = (forged[4] << 8) + forged[5];
        var left = 6 + hashed + 2 + (forged[6 + hashed] << 8) + forged[7 + hashed];
        for (var digest = 0; digest <= ushort.MaxValue; digest++)
        {
            (forged[left], forged[left + 1]) = ((byte)(digest >> 8), (byte)digest);
            using var file = new MemoryStream();
            foreach (var packet in packets)
            {
                (packet == signature ? packet with { Body = forged } : packet).WriteTo(file);
            }
            Assert.Null(Keyring.Read(file.ToArray(), Now).Ring);
        }
    }

    [Fact]
    public void Armour_and_binary_give_the_same_key()
    {
        _gpg.Make(User);
        var binary = Read(_gpg.Binary(User));
        var armoured = Read(Encoding.ASCII.GetBytes(_gpg.Armoured(User)));
        Assert.Equal(binary.Keys[0].Fingerprint, armoured.Keys[0].Fingerprint);
        Assert.Equal(binary.Binary, armoured.Binary);
        Assert.Null(binary.Until);
        Assert.Equal(KeyStatus.Valid, binary.StatusAt(Now));
    }

    [Fact]
    public void What_is_written_anew_is_read_by_gpg()
    {
        var fingerprint = _gpg.Make(User);
        var file = Path.Combine(_gpg.Path, "anew.asc");
        File.WriteAllText(file, Armor.Write(Read(_gpg.Binary(User)).Binary, Armor.PublicKey));
        Assert.Contains(fingerprint, _gpg.Run("--show-keys", "--with-colons", file), StringComparison.Ordinal);
        File.WriteAllBytes(file, Read(_gpg.Binary(User)).Binary);
        Assert.Contains(fingerprint, _gpg.Run("--show-keys", "--with-colons", file), StringComparison.Ordinal);
    }

    [Fact]
    public void Newest_signature_decides_the_expiry()
    {
        var fingerprint = _gpg.Make(User, expires: "30d");
        _gpg.Run("--faked-system-time", Stamp(Now.AddDays(1)), "--quick-set-expire", fingerprint, "90d");
        Assert.Equal(_gpg.Expires(User), Read(_gpg.Binary(User)).Until!.Value.ToUnixTimeSeconds());
    }

    [Fact]
    public void Expired_key_is_expired_from_its_second_on()
    {
        _gpg.Make(User, expires: "30d");
        var ring = Read(_gpg.Binary(User));
        Assert.Equal(KeyStatus.Valid, ring.StatusAt(ring.Until!.Value.AddSeconds(-1)));
        Assert.Equal(KeyStatus.Expired, ring.StatusAt(ring.Until!.Value));
    }

    [Fact]
    public void Revoked_key_is_revoked()
    {
        var fingerprint = _gpg.Make(User);
        Revoke(fingerprint);
        var ring = Read(_gpg.Binary(User));
        Assert.True(ring.Keys[0].IsRevoked);
        Assert.Equal(KeyStatus.Revoked, ring.StatusAt(Now));
    }

    [Fact]
    public void Signing_subkey_counts_and_ends_with_the_earlier_of_both()
    {
        var fingerprint = _gpg.Make(User, usage: "cert", expires: "60d");
        _gpg.Run("--quick-add-key", fingerprint, "rsa2048", "sign", "30d");
        var key = Assert.Single(Read(_gpg.Binary(User)).Keys);
        Assert.Equal(_gpg.Expires(User, "sub:"), key.Until!.Value.ToUnixTimeSeconds());
        Assert.NotEqual(fingerprint, Assert.Single(key.Signing).Fingerprint);
        _gpg.Run("--quick-add-key", fingerprint, "ed25519", "sign", "never");
        Assert.Equal(_gpg.Expires(User, "pub:"), Assert.Single(Read(_gpg.Binary(User)).Keys).Until!.Value.ToUnixTimeSeconds());
    }

    [Fact]
    public void Key_that_can_only_encrypt_signs_nothing()
    {
        var fingerprint = _gpg.Make(User, usage: "cert");
        _gpg.Run("--quick-add-key", fingerprint, "rsa2048", "encr", "never");
        var ring = Read(_gpg.Binary(User));
        Assert.Empty(ring.Keys[0].Signing);
        Assert.Equal(KeyStatus.Expired, ring.StatusAt(Now));
    }

    [Fact]
    public void Keyring_lasts_as_long_as_its_last_key()
    {
        _gpg.Make(User, expires: "30d");
        _gpg.Make("Next <next@example.org>", "ed25519", expires: "90d");
        var ring = Read(_gpg.Binary());
        Assert.Equal(2, ring.Keys.Count);
        Assert.Equal(_gpg.Expires("Next"), ring.Until!.Value.ToUnixTimeSeconds());
    }

    [Fact]
    public void Foreign_signatures_and_other_names_do_not_count()
    {
        var fingerprint = _gpg.Make(User, expires: "30d");
        var other = _gpg.Make("Other <other@example.org>", "ed25519");
        _gpg.Run("--local-user", other, "--quick-sign-key", fingerprint);
        _gpg.Run("--quick-add-uid", fingerprint, "Second <second@example.org>");
        Assert.Equal(_gpg.Expires(User), Read(_gpg.Binary(User)).Until!.Value.ToUnixTimeSeconds());
    }

    [Fact]
    public void Secret_key_is_refused()
    {
        _gpg.Make(User);
        var file = Path.Combine(_gpg.Path, "secret.gpg");
        _gpg.Run("--output", file, "--export-secret-keys", User);
        Assert.Equal("it has something other than public keys", Keyring.Read(File.ReadAllBytes(file), Now).Problem);
    }

    [Theory]
    [InlineData("rsa2048")]
    [InlineData("nistp256")]
    [InlineData("ed25519")]
    public void Any_changed_byte_of_key_or_name_is_seen_and_none_is_a_bug(string algorithm)
    {
        var fingerprint = _gpg.Make(User, algorithm, expires: "30d");
        var bytes = _gpg.Binary(User);
        var expires = _gpg.Expires(User);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 0x41;
            if (Keyring.Read(changed, Now).Ring is { } ring && ring.Keys is [var key])
            {
                // What is not signed may change: the length's form, the issuer, and the signature where only its digest is compared.
                Assert.Equal((fingerprint, expires), (key.Fingerprint, key.Until!.Value.ToUnixTimeSeconds()));
            }
        }
    }

    [Fact]
    public void Every_beginning_of_a_key_is_refused_or_the_same_key()
    {
        var fingerprint = _gpg.Make(User, "nistp256");
        var bytes = _gpg.Binary(User);
        for (var i = 0; i < bytes.Length; i++)
        {
            var (ring, problem) = Keyring.Read(bytes[..i], Now);
            Assert.Equal(ring is null, problem is not null);
            Assert.Null(ring);
        }
        Assert.Equal(fingerprint, Read(bytes).Keys[0].Fingerprint);
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(2048, false)]
    public void Short_rsa_key_is_weak(int bits, bool isWeak)
    {
        _gpg.Make(User, $"rsa{bits}");
        Assert.Equal(isWeak, Read(_gpg.Binary(User)).Keys[0].WhyWeak is not null);
    }

    [Theory]
    [InlineData("", "it has no PGP PUBLIC KEY BLOCK")]
    [InlineData("<html>login</html>", "it has no PGP PUBLIC KEY BLOCK")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n", "its armour has no end")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "its armour is damaged: it is not Base64, or its checksum is wrong")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n=AAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "its armour is damaged: it is not Base64, or its checksum is wrong")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n", "it is not made of OpenPGP packets")]
    public void Text_that_is_no_key_is_refused_in_words(string text, string problem) =>
        Assert.Equal((null, problem), Keyring.Read(Encoding.UTF8.GetBytes(text), Now));

    [Fact]
    public void Damaged_armour_is_found_by_its_checksum()
    {
        _gpg.Make(User);
        var lines = _gpg.Armoured(User).Split('\n');
        lines[4] = (lines[4][0] == 'A' ? "B" : "A") + lines[4][1..];
        Assert.Equal("its armour is damaged: it is not Base64, or its checksum is wrong",
            Keyring.Read(Encoding.ASCII.GetBytes(string.Join('\n', lines)), Now).Problem);
    }

    [Fact]
    public void Limits_hold_at_one_above()
    {
        Assert.Equal($"it is larger than {OpenPgpLimits.FileBytes} bytes", Keyring.Read(new byte[OpenPgpLimits.FileBytes + 1], Now)
            .Problem);
        var most = new byte[2 * OpenPgpLimits.Packets];
        for (var i = 0; i < most.Length; i += 2)
        {
            most[i] = 0xC0 | 12;
        }
        Assert.NotNull(Packet.ReadAll(most).Packets);
        Assert.Contains("more than", Packet.ReadAll([.. most, 0xCC, 0]).Problem, StringComparison.Ordinal);
        byte[] largest = [0xCC, 0xFF, 0, 1, 0, 0, .. new byte[OpenPgpLimits.PacketBytes]];
        Assert.NotNull(Packet.ReadAll(largest).Packets);
        byte[] tooLarge = [0xCC, 0xFF, 0, 1, 0, 1, .. new byte[OpenPgpLimits.PacketBytes + 1]];
        Assert.Contains("more than", Packet.ReadAll(tooLarge).Problem, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadKeys => new()
    {
        { "version", "is of version 3, which is not read" },
        { "short", "is damaged" },
        { "algorithm", "is of algorithm 99, which is not known to sign" },
        { "unsigned", "has no signature of its own" },
        { "form", "has no signature of its own in a form that is known" },
        { "digest", "has a signature of its own made with RIPEMD-160, which is not verified" },
        { "number", "has a signature of its own made with the digest 99, which is not verified" },
        { "expired", "has a signature of its own that expired at 2020-01-02T00:01:00Z" },
        { "changed", "has a signature of its own that does not fit: it is damaged or was changed" },
    };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void Bad_key_leaves_the_good_ones_of_its_ring_and_says_what_is_wrong_with_it(string kind, string why)
    {
        var fingerprint = _gpg.Make(User);
        var good = _gpg.Binary(User);
        var (bad, named) = Bad(kind);
        foreach (var content in new byte[][] { [.. good, .. bad], [.. bad, .. good] })
        {
            var ring = Read(content);
            Assert.Equal(fingerprint, Assert.Single(ring.Keys).Fingerprint);
            var unusable = Assert.Single(ring.Unusable);
            Assert.Equal((named, why), (unusable.Fingerprint, unusable.Why));
            Assert.Equal(Read(good).Binary, ring.Binary);
            Assert.Equal(KeyStatus.Valid, ring.StatusAt(Now));
        }
    }

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void Ring_of_bad_keys_alone_is_refused_with_the_reason_of_the_first(string kind, string why)
    {
        var (bad, named) = Bad(kind);
        Assert.Equal((null, named is null ? $"a key in it {why}" : $"the key {named} {why}"),
            Keyring.Read([.. bad, .. new MadeKey(9) { Version = 3 }.Bytes()], Now));
    }

    [Fact]
    public void Of_several_bad_signatures_the_reason_of_the_newest_is_said()
    {
        var expired = new MadeKey(1) { Life = 60 };
        byte[] content = [.. expired.Bytes(), .. (expired with { Age = 60, Life = null, IsChanged = true }).Bytes(withKey: false)];
        Assert.Contains("that expired", Keyring.Read(content, Now).Problem, StringComparison.Ordinal);
        content = [.. expired.Bytes(), .. (expired with { Age = -60, Life = null, IsChanged = true }).Bytes(withKey: false)];
        Assert.Contains("was changed", Keyring.Read(content, Now).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_whose_names_are_all_revoked_is_no_damaged_one()
    {
        var fingerprint = _gpg.Make(User);
        _gpg.Run("--quick-add-uid", fingerprint, "Second <second@example.org>");
        _gpg.Run("--quick-revoke-uid", fingerprint, "Second <second@example.org>");
        Assert.Empty(Read(_gpg.Binary(User)).Unusable);
        var packets = Packet.ReadAll(_gpg.Binary(User)).Packets!;
        using var second = new MemoryStream();
        packets[0].WriteTo(second);
        foreach (var packet in packets.SkipWhile(packet => packet.Tag != Packet.UserId || !packet.Body.AsSpan().StartsWith("Second"u8))
            .TakeWhile(packet => packet.Tag is Packet.Signature || packet.Body.AsSpan().StartsWith("Second"u8)))
        {
            packet.WriteTo(second);
        }
        Assert.Equal($"the key {fingerprint} has only names that its owner has revoked",
            Keyring.Read(second.ToArray(), Now.AddDays(2)).Problem);
    }

    /// <summary>Returns the key and its fingerprint as a ring names it.</summary>
    private static (byte[] Bytes, string? Fingerprint) Bad(string kind)
    {
        var key = new MadeKey(1);
        key = kind switch
        {
            "version" => key with { Version = 3 },
            "algorithm" => key with { Algorithm = 99 },
            "unsigned" => key with { Signatures = 0 },
            "digest" => key with { Digest = MadeKey.RipeMd },
            "number" => key with { Digest = 99 },
            "expired" => key with { Life = 60 },
            "changed" => key with { IsChanged = true },
            _ => key,
        };
        return kind switch
        {
            "short" => ([0xC6, 2, 4, 0], null),
            "version" => (key.Bytes(), null),
            "form" => ([.. (key with { Signatures = 0 }).Bytes(), 0xC2, 1, 3], key.Fingerprint),
            _ => (key.Bytes(), key.Fingerprint),
        };
    }

    [Theory]
    [InlineData(OpenPgpLimits.Keys, 0, true)]
    [InlineData(OpenPgpLimits.Keys - 1, 1, true)]
    [InlineData(1, OpenPgpLimits.Keys - 1, true)]
    [InlineData(OpenPgpLimits.Keys + 1, 0, false)]
    [InlineData(OpenPgpLimits.Keys, 1, false)]
    [InlineData(1, OpenPgpLimits.Keys, false)]
    public void Good_and_bad_keys_count_together(int good, int bad, bool isRead)
    {
        byte[] content =
        [
            .. Enumerable.Range(0, good).SelectMany(i => new MadeKey(i).Bytes()),
            .. Enumerable.Range(0, bad).SelectMany(i => new MadeKey(i) { Version = 3 }.Bytes()),
        ];
        var (ring, problem) = Keyring.Read(content, Now);
        Assert.Equal(isRead ? $"{good} + {bad}" : null, ring is null ? null : $"{ring.Keys.Count} + {ring.Unusable.Count}");
        Assert.Equal(isRead ? null : $"it has more than {OpenPgpLimits.Keys} keys or {OpenPgpLimits.Verified} signatures", problem);
    }

    [Theory]
    [InlineData(OpenPgpLimits.Verified, true)]
    [InlineData(OpenPgpLimits.Verified + 1, false)]
    public void Signatures_of_all_keys_are_verified_up_to_their_limit(int signatures, bool isRead)
    {
        byte[] content =
        [
            .. new MadeKey(1) { IsChanged = true, Signatures = 1000 }.Bytes(),
            .. new MadeKey(2) { Signatures = signatures - 1000 }.Bytes(),
        ];
        Assert.Equal(isRead, Keyring.Read(content, Now).Ring is not null);
    }

    [Fact]
    public void Secret_key_beside_a_bad_one_is_still_refused()
    {
        byte[] content = [.. new MadeKey(1).Bytes(), .. new MadeKey(2) { Version = 3 }.Bytes(), 0xC7, 0];
        Assert.Equal("it has something other than public keys", Keyring.Read(content, Now).Problem);
    }

    /// <summary>gpg writes a certificate of revocation with each key, with a colon before its armour so that nobody imports it in
    /// error.</summary>
    private void Revoke(string fingerprint)
    {
        var file = Path.Combine(_gpg.Path, "openpgp-revocs.d", fingerprint + ".rev");
        var text = File.ReadAllText(file).Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal);
        File.WriteAllText(file, text);
        _gpg.Run("--import", file);
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss",
        System.Globalization.CultureInfo.InvariantCulture);

    private static Keyring Read(byte[] content)
    {
        var (ring, problem) = Keyring.Read(content, DateTimeOffset.UtcNow.AddDays(2));
        Assert.Null(problem);
        return ring!;
    }
}
