using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

public sealed class RpmRepositoriesTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    /// <summary>PackageKit reports success when a repository that may be skipped could not be fetched; its data are gone then.</summary>
    [Theory]
    [InlineData("9.5/metadata/epel-9-x86_64")]
    [InlineData("42/metadata/epel-8ffb8ac27d125594")]
    public void Case53_Repository_without_data_was_not_read(string folder)
    {
        Write("etc/yum.repos.d/a.repo", "[epel]\nname=EPEL\n[copr]\nname=COPR\nskip_if_unavailable=1\n[source]\nenabled=0\n");
        Write($"var/cache/PackageKit/{folder}/repodata/repomd.xml", "<repomd/>");
        Directory.CreateDirectory(_root.File("var/cache/PackageKit/42/metadata/copr-674d5438d45b9663"));
        var read = new RpmRepositories(_root.Path, TimeProvider.System).Read()!;
        Assert.Equal([("copr", false), ("epel", true)], read.Select(r => (r.Name, r.WasRead!.Value)));
        Assert.Equal(
            [null, new DateTimeOffset(File.GetLastWriteTimeUtc(_root.File($"var/cache/PackageKit/{folder}/repodata/repomd.xml")))],
            read.Select(r => r.DataAt));
    }

    [Theory]
    [InlineData("enabled=0", "", false)]
    [InlineData("enabled = False", "", false)]
    [InlineData("enabled=1", "", true)]
    [InlineData("", "", true)]
    [InlineData("enabled=1", "[web]\nenabled=0\n", false)]
    [InlineData("enabled=0", "[web]\nenabled=1\n", true)]
    [InlineData("enabled=0", "[other]\nenabled=1\n", false)]
    public void Case11_Repository_is_enabled_as_dnf_reads_it(string setting, string overriding, bool isEnabled)
    {
        Write("etc/yum.repos.d/a.repo", $"# by hand\n[web]\nname = Web\n{setting}\n[always]\n[main]\nenabled=1\n");
        Write("etc/dnf/repos.override.d/9.repo", overriding);
        Assert.Equal(
            isEnabled ? ["always", "web"] : ["always"], new RpmRepositories(_root.Path, TimeProvider.System).Read()!.Select(r => r.Name));
    }

    /// <summary>Measured: PackageKit 1.2.6 keeps no data of a repository on a disk of the host, 1.4.0 does.</summary>
    [Theory]
    [InlineData("file:///srv/rpm")]
    [InlineData("/srv/rpm")]
    public void Of_a_repository_on_this_host_the_cache_says_nothing(string place)
    {
        Write("etc/yum.repos.d/a.repo", $"[local]\nbaseurl = {place}\n[web]\nbaseurl=http://archive.example.org/rpm\n");
        Assert.Equal(
            [("local", true, (bool?)null), ("web", false, false)],
            new RpmRepositories(_root.Path, TimeProvider.System).Read()!.Select(r => (r.Name, r.HasIndex, r.WasRead)));
    }

    /// <summary>As on SUSE, whose repositories are elsewhere.</summary>
    [Theory]
    [InlineData("[web]\nenabled=0\n")]
    [InlineData("")]
    public void Case57_Host_on_which_no_repository_is_enabled_has_none(string file)
    {
        Write("etc/yum.repos.d/a.repo", file);
        Assert.Empty(new RpmRepositories(_root.Path, TimeProvider.System).Read()!);
        Write("etc/yum.repos.d/b.repo", "[web$releasever]\n");
        Assert.Null(new RpmRepositories(_root.Path, TimeProvider.System).Read());
    }

    [Fact]
    public void Without_any_repository_nothing_is_known() => Assert.Null(new RpmRepositories(_root.Path, TimeProvider.System).Read());

    [Fact]
    public void Files_that_are_too_many_or_too_large_leave_the_repositories_unknown()
    {
        Write("etc/yum.repos.d/a.repo", "[web]\n");
        for (var i = 1; i < RpmHolds.MostFiles; i++)
        {
            Write($"etc/yum.repos.d/{i}.repo", "");
        }

        Assert.NotNull(new RpmRepositories(_root.Path, TimeProvider.System).Read());
        Write("etc/yum.repos.d/more.repo", "");
        Assert.Null(new RpmRepositories(_root.Path, TimeProvider.System).Read());
    }

    [Theory]
    [InlineData("epel-9-x86_64", "epel", true)]
    [InlineData("epel-next-9-x86_64", "epel", false)]
    [InlineData("epel-next-9-x86_64", "epel-next", true)]
    [InlineData("epel-next-8ffb8ac27d125594", "epel", false)]
    [InlineData("epel-next-8ffb8ac27d125594", "epel-next", true)]
    [InlineData("epel", "epel", false)]
    [InlineData("epel-", "epel", false)]
    public void Folder_of_the_cache_belongs_to_one_repository(string folder, string repository, bool isIts) =>
        Assert.Equal(isIts, RpmRepositories.IsOf(folder, repository));

    [Theory]
    [InlineData("Failed to download metadata for repo 'web': 404", true)]
    [InlineData("E: web: could not be fetched", true)]
    [InlineData("Failed to download metadata for repo 'web-extras'", false)]
    public void Message_names_a_repository_as_a_whole_word(string line, bool isNamed)
    {
        Write("etc/yum.repos.d/a.repo", "[web]\n");
        Assert.Equal(isNamed, Assert.Single(new RpmRepositories(_root.Path, TimeProvider.System).Read()!).IsNamedIn(line));
    }

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
