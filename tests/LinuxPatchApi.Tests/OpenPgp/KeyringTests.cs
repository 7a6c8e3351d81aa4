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
