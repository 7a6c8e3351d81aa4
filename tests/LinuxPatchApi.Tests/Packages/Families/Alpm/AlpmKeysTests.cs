using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Tests.OpenPgp;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

/// <summary>Which keys of pacman's keyring are forecast. Signatures of <see cref="MadeKey"/> are of January 2, 2020.</summary>
public sealed class AlpmKeysTests : IDisposable
{
    private static readonly DateTimeOffset Signed = new(2020, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Signed.AddDays(10);
    private static readonly MadeKey Packager = new(1) { Until = Signed.AddDays(20) };
    private static readonly MadeKey Other = new(2) { Until = Signed.AddDays(40) };
    private static readonly MadeKey Gone = new(3) { Until = Signed.AddDays(5) };

    private readonly TemporaryDirectory _root = new();

    public AlpmKeysTests()
    {
        Ring("etc/pacman.d/gnupg", Packager, Other, Gone, new MadeKey(4));
        Directory.CreateDirectory(_root.File("var/cache/pacman/pkg"));
        File.WriteAllText(_root.File("etc/pacman.conf"), "[options]\n");
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Of_the_keys_that_signed_what_the_host_got_the_first_to_expire_is_told()
    {
        Signature("a-1-1-any.pkg.tar.zst.sig", Other);
        Signature("b-1-1-any.pkg.tar.zst.sig", Packager);
        Signature("c-1-1-any.pkg.tar.zst.sig", new MadeKey(9));
        Assert.Equal(
            [new NamedKey(_root.File("etc/pacman.d/gnupg/pubring.gpg"), new RepositoryKey(Packager.Fingerprint, Packager.Until, null))],
            Read(Now));
    }

    [Fact]
    public void Key_that_has_expired_since_it_signed_is_told()
    {
        Signature("a-1-1-any.pkg.tar.zst.sig", Gone);
        Assert.Equal(Gone.Until, Assert.Single(Read(Now)).Key.Until);
    }

    [Fact]
    public void Key_that_never_expires_is_told_as_such()
    {
        Signature("a-1-1-any.pkg.tar.zst.sig", new MadeKey(4));
        Assert.Equal(new RepositoryKey(new MadeKey(4).Fingerprint, null, null), Assert.Single(Read(Now)).Key);
    }

    /// <summary>Measured: of the 165 keys of a distribution's ring five had expired on the day that it was published.</summary>
    [Fact]
    public void Keys_that_have_signed_nothing_or_long_ago_are_left_out()
    {
        Assert.Empty(Read(Now));
        Signature("a-1-1-any.pkg.tar.zst.sig", Gone);
        Assert.Empty(Read(Signed.AddDays(90)));
    }

    [Fact]
    public void New_package_in_the_cache_is_noticed()
    {
        var keys = new AlpmKeys(new AlpmPlaces(_root.Path), new FakeTimeProvider(Now));
        Assert.Empty(keys.Read());
        Signature("a-1-1-any.pkg.tar.zst.sig", Packager);
        Assert.Single(keys.Read());
    }

    [Fact]
    public void Files_that_are_no_signatures_are_passed_over()
    {
        Signature("a-1-1-any.pkg.tar.zst.sig", Packager);
        File.WriteAllBytes(_root.File("var/cache/pacman/pkg/b.sig"), new byte[1 << 20]);
        File.WriteAllText(_root.File("var/cache/pacman/pkg/c.sig"), "text");
        File.WriteAllText(_root.File("var/cache/pacman/pkg/d.sig"), "");
        Directory.CreateDirectory(_root.File("var/cache/pacman/pkg/e.sig"));
        Assert.Single(Read(Now));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_keyring_nothing_is_known(string? content)
    {
        File.Delete(_root.File("etc/pacman.d/gnupg/pubring.gpg"));
        if (content is not null)
        {
            File.WriteAllText(_root.File("etc/pacman.d/gnupg/pubring.gpg"), content);
        }
        Assert.Empty(Read(Now));
    }

    [Fact]
    public void Keyring_that_cannot_be_read_is_told()
    {
        File.WriteAllText(_root.File("etc/pacman.d/gnupg/pubring.gpg"), "text");
        Assert.Contains("pubring.gpg: ", Assert.Single(Read(Now)).Key.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Keyring_is_where_pacman_conf_says()
    {
        File.WriteAllText(_root.File("etc/pacman.conf"), "[options]\nGPGDir = /srv/gnupg/\n");
        Ring("srv/gnupg", Other);
        Signature("a-1-1-any.pkg.tar.zst.sig", Other);
        Signature("b-1-1-any.pkg.tar.zst.sig", Packager);
        Assert.Equal(Other.Fingerprint, Assert.Single(Read(Now)).Key.Fingerprint);
    }

    private IReadOnlyList<NamedKey> Read(DateTimeOffset now) => new AlpmKeys(new AlpmPlaces(_root.Path), new FakeTimeProvider(now)).Read();

    private void Ring(string folder, params MadeKey[] keys)
    {
        Directory.CreateDirectory(_root.File(folder));
        File.WriteAllBytes(_root.File($"{folder}/pubring.gpg"), [.. keys.SelectMany(k => k.Bytes())]);
    }

    private void Signature(string name, MadeKey key) =>
        File.WriteAllBytes(_root.File($"var/cache/pacman/pkg/{name}"), key.DataSignature());
}
