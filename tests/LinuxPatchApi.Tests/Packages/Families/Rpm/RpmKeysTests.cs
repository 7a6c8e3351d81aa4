using LinuxPatchApi.Host;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Tests.OpenPgp;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

/// <summary>Which key verifies a repository by its section, and until when.</summary>
public sealed class RpmKeysTests : IDisposable
{
    private static readonly DateTimeOffset End = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MadeKey Ending = new(1) { Until = End };
    private static readonly MadeKey Later = new(2) { Until = End.AddYears(1) };

    private readonly TemporaryDirectory _root = new();

    public RpmKeysTests()
    {
        Write("ending", Ending.Bytes());
        Write("later", Later.Bytes());
        Write("text", "no key"u8.ToArray());
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("gpgkey=file:///k/ending")]
    [InlineData("gpgcheck=1\ngpgkey = file:///k/ending")]
    [InlineData("repo_gpgcheck=1\ngpgcheck=0\ngpgkey=file:///k/ending")]
    [InlineData("gpgkey=file:/k/ending\nname=x\nmore")]
    public void Key_that_its_section_names_verifies_the_repository(string section) =>
        Assert.Equal(new RepositoryKey(Ending.Fingerprint, End, null), Key(section));

    [Theory]
    [InlineData("gpgkey=file:///k/ending file:///k/later")]
    [InlineData("gpgkey=file:///k/ending,file:///k/later")]
    [InlineData("gpgkey=file:///k/ending\n       file:///k/later")]
    [InlineData("gpgkey=\n  # both\n  file:///k/later\n  file:///k/ending")]
    public void Of_several_keys_the_last_to_expire_counts(string section) =>
        Assert.Equal(new RepositoryKey(Later.Fingerprint, End.AddYears(1), null), Key(section));

    [Theory]
    [InlineData("")]
    [InlineData("gpgcheck=0\ngpgkey=file:///k/ending")]
    [InlineData("gpgcheck=0\nrepo_gpgcheck=no\ngpgkey=file:///k/ending")]
    [InlineData("gpgkey=https://archive.example.org/key")]
    [InlineData("gpgkey=file:///k/ending https://archive.example.org/key")]
    [InlineData("gpgkey=file:///k/missing")]
    [InlineData("gpgkey=file:///k/$unknown")]
    public void Where_nothing_is_verified_or_a_key_is_no_file_of_this_host_nothing_is_known(string section) => Assert.Null(Key(section));

    [Theory]
    [InlineData("9.5", "RPM-GPG-KEY-EPEL-9", "RPM-GPG-KEY-EPEL-$releasever")]
    [InlineData("9.5", "K-9", "K-${releasever_major}")]
    [InlineData("42", "K-42-ARCH", "K-$releasever-$basearch")]
    [InlineData("42", "K-42-ARCH", "K-${releasever}-${basearch}")]
    public void Variables_in_the_path_are_those_of_the_host(string release, string file, string named)
    {
        File.WriteAllText(_root.File("etc/os-release"), $"ID=x\nVERSION_ID=\"{release}\"\n");
        Write(file.Replace("ARCH", HostFacts.Architecture, StringComparison.Ordinal), Ending.Bytes());
        Assert.Equal(Ending.Fingerprint, Key($"gpgkey=file:///k/{named}")?.Fingerprint);
    }

    [Fact]
    public void File_that_is_no_key_is_told()
    {
        var key = Key("gpgkey=file:///k/text")!;
        Assert.Null(key.Fingerprint);
        Assert.Contains("/k/text: ", key.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_was_replaced_is_read_again()
    {
        File.WriteAllText(_root.File("etc/yum.repos.d/a.repo"), "[one]\ngpgkey=file:///k/ending\n");
        var repositories = new RpmRepositories(_root.Path, TimeProvider.System);
        Assert.Equal(End, Assert.Single(repositories.Read()!).Key!.Until);
        Write("ending", Later.Bytes());
        Assert.Equal(Later.Fingerprint, Assert.Single(repositories.Read()!).Key!.Fingerprint);
    }

    private RepositoryKey? Key(string section)
    {
        Directory.CreateDirectory(_root.File("etc/yum.repos.d"));
        File.WriteAllText(_root.File("etc/yum.repos.d/a.repo"), $"[one]\nbaseurl=http://h/rpm\n{section}\n");
        return Assert.Single(new RpmRepositories(_root.Path, TimeProvider.System).Read()!).Key;
    }

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(_root.File("k"));
        Directory.CreateDirectory(_root.File("etc/yum.repos.d"));
        File.WriteAllBytes(_root.File($"k/{name}"), content);
    }
}
