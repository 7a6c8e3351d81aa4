using System.Text.RegularExpressions;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.ManagerRepository;

/// <summary>
/// The packages' scripts take the manager's repository away with the agent that keeps it. They run in a directory instead of the host's
/// root.
/// </summary>
public sealed partial class RemovedPackageTests : IDisposable
{
    private const string Own = "https://manager.example.org/apk/v3.21";
    private const string Mark = "# The fleet manager's repository, kept by linux-patch-api: ";
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public void Rpm_takes_it_away_at_the_removal_and_not_at_an_upgrade(string left, bool isKept)
    {
        var files = Files(RpmFamily.Instance);
        var other = Put("etc/yum.repos.d/other.repo", "[other]\n");
        var spec = Text("packaging/rpm/linux-patch-api.spec");
        var script = spec[(spec.IndexOf("%postun\n", StringComparison.Ordinal) + "%postun\n".Length)..];
        Run(script[..script.IndexOf("\n%", StringComparison.Ordinal)], left);
        Assert.All(files, file => Assert.Equal(isKept, File.Exists(file)));
        Assert.True(File.Exists(other));
    }

    [Theory]
    [InlineData("purge", false)]
    [InlineData("remove", true)]
    [InlineData("upgrade", true)]
    public void Deb_takes_it_away_at_the_purge(string action, bool isKept)
    {
        var files = Files(DebFamily.Instance);
        Run(Text("packaging/deb/postrm"), action);
        Assert.All(files, file => Assert.Equal(isKept, File.Exists(file)));
    }

    [Theory]
    [InlineData("a\n{0}{1}\n{1}\nb\n", "a\nb\n")]
    [InlineData("{0}{1}\n{1}\n", "")]
    [InlineData("{0}{1}\n{1}", "")]
    [InlineData("{1}\n\n# note\n{0}{1}\nb\n\n", "\n# note\nb\n\n")]
    [InlineData("{0}{1}\nb\n", "b\n")]
    [InlineData("{0}{1}\n{1}\n{0}https://old/\nhttps://old/\nb\n", "b\n")]
    [InlineData("{0}{1}\n{1}/community\n@edge {1}\n #{1}\n", "{1}/community\n@edge {1}\n #{1}\n")]
    [InlineData("{0}\n\nb\n", "\nb\n")]
    [InlineData("{1}\nb\n", "{1}\nb\n")]
    [InlineData("# see {0}{1}\n{1}\n", "# see {0}{1}\n{1}\n")]
    [InlineData("", "")]
    public void Apk_takes_away_the_marks_and_the_lines_that_they_name(string before, string after)
    {
        var list = Put("etc/apk/repositories", string.Format(null, before, Mark, Own));
        File.SetUnixFileMode(list, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var key = Put("etc/apk/keys/lpa-repo.rsa.pub", "key");
        var other = Put("etc/apk/keys/alpine.rsa.pub", "key");
        Run(Text("packaging/apk/pre-deinstall"));
        Assert.Equal(string.Format(null, after, Mark, Own), File.ReadAllText(list));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(list));
        Assert.Equal((false, true), (File.Exists(key), File.Exists(other)));
        Assert.Single(Directory.GetFiles(_root.File("etc/apk")));
    }

    [Fact]
    public void Apk_follows_a_link_and_does_without_a_list()
    {
        Run(Text("packaging/apk/pre-deinstall"));
        var list = Put("etc/shared/repositories", $"{Mark}{Own}\n{Own}\nb\n");
        Directory.CreateDirectory(_root.File("etc/apk"));
        File.CreateSymbolicLink(_root.File("etc/apk/repositories"), list);
        Run(Text("packaging/apk/pre-deinstall"));
        Assert.Equal("b\n", File.ReadAllText(list));
        Assert.Equal(list, File.ResolveLinkTarget(_root.File("etc/apk/repositories"), returnFinalTarget: true)!.FullName);
    }

    /// <summary>The files that the agent writes on such a host.</summary>
    private List<string> Files(IPackageFamily family) =>
        [Put(family.FleetRepository!.SourceFile, "line\n"), Put(family.FleetRepository.KeyFile, "key")];

    private string Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(path))!);
        return _root.Write(path, text);
    }

    /// <summary>Only the tools below are found, and only the directory is written: no unit or file of this machine is touched.</summary>
    private void Run(string script, params string[] arguments)
    {
        var bin = Directory.CreateDirectory(_root.File("bin")).FullName;
        foreach (var tool in (string[])["awk", "cp", "grep", "mktemp", "mv", "readlink", "rm"])
        {
            if (!File.Exists(Path.Combine(bin, tool)))
            {
                File.CreateSymbolicLink(Path.Combine(bin, tool), Path.Combine("/usr/bin", tool));
            }
        }
        script = Absolute().Replace(script, _root.Path + "$0");
        Tool.Succeed("sh", ["-c", $"PATH={bin}\n{script}", "script", .. arguments]);
    }

    [GeneratedRegex(@"(?<![\w.}])/(etc|run|var|usr)/")]
    private static partial Regex Absolute();

    private static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
