using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Tests.OpenPgp;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Indexes;

/// <summary>Which key verifies a repository, from a keyring in which not all keys are good.</summary>
public sealed class AptKeysTests : IDisposable
{
    private static readonly MadeKey Good = new(1);
    private static readonly MadeKey Expired = new(2) { Life = 60 };
    private const string Why = "has a signature of its own that expired at 2020-01-02T00:01:00Z";

    private readonly TemporaryDirectory _root = new();
    private readonly DpkgPaths _paths;

    public AptKeysTests()
    {
        _paths = new DpkgPaths(_root.Path);
        Directory.CreateDirectory(_paths.Lists);
        Directory.CreateDirectory(_root.File("etc/apt"));
        File.WriteAllBytes(_root.File("etc/ring.gpg"), [.. Expired.Bytes(), .. Good.Bytes(), .. new MadeKey(3) { Version = 3 }.Bytes()]);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Bad_key_beside_the_good_one_is_no_problem_of_the_repository() =>
        Assert.Equal(new RepositoryKey(Good.Fingerprint, null, null), Key("/etc/ring.gpg", signer: Good));

    [Fact]
    public void Without_an_index_the_good_key_is_expected_to_sign() =>
        Assert.Equal(new RepositoryKey(Good.Fingerprint, null, null), Key("/etc/ring.gpg", signer: null));

    [Fact]
    public void Index_that_only_the_bad_key_signed_is_reported_with_its_reason() =>
        Assert.Equal(new RepositoryKey(Expired.Fingerprint, null, Why), Key("/etc/ring.gpg", signer: Expired));

    [Fact]
    public void Source_that_names_the_bad_key_alone_is_reported_with_its_reason() =>
        Assert.Equal(new RepositoryKey(Expired.Fingerprint, null, Why), Key($"/etc/ring.gpg,{Expired.Fingerprint}", signer: null));

    [Fact]
    public void Ring_of_bad_keys_alone_is_reported_with_its_file()
    {
        File.WriteAllBytes(_root.File("etc/ring.gpg"), Expired.Bytes());
        var key = Key("/etc/ring.gpg", signer: Good)!;
        Assert.Null(key.Fingerprint);
        Assert.EndsWith($"etc/ring.gpg: the key {Expired.Fingerprint} {Why}", key.Problem, StringComparison.Ordinal);
    }

    private RepositoryKey? Key(string signedBy, MadeKey? signer)
    {
        File.WriteAllText(_root.File("etc/apt/sources.list"), $"deb [signed-by={signedBy}] http://h/d s main\n");
        if (signer is not null)
        {
            File.WriteAllText(Path.Combine(_paths.Lists, "h_d_dists_s_InRelease"), $"Origin: Test\n{signer.ArmouredSignature()}");
        }
        return Assert.Single(new AptReleases(_paths).Read()!).Key;
    }
}
