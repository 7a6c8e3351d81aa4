using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

/// <summary>
/// excludepkgs, exclude and includepkgs of dnf.conf and of repositories. Seen in PackageKit 1.2.6 with dnf: each hides from GetUpdates and
/// from Resolve what a repository has.
/// </summary>
public sealed class RpmExclusionsTests : IDisposable
{
    private const string Two = "[base]\nname=Base\n[updates]\nname=Updates\n";
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    /// <summary>The origin, whether the package is held, and whether nothing is shown of its updates.</summary>
    [Theory]
    [InlineData("excludepkgs=web", "", "excludepkgs in /etc/dnf/dnf.conf", true, "Always")]
    [InlineData("exclude = db,\n  web", "", "excludepkgs in /etc/dnf/dnf.conf", true, "Always")]
    [InlineData("includepkgs=db", "", "includepkgs in /etc/dnf/dnf.conf", true, "Always")]
    [InlineData("includepkgs=db w*", "", null, false, "No")]
    [InlineData("includepkgs=web\nexcludepkgs=web", "", "excludepkgs in /etc/dnf/dnf.conf", true, "Always")]
    [InlineData("", "[base]\n[updates]\nexcludepkgs=db web*\n", "excludepkgs of [updates] in /etc/yum.repos.d/a.repo", false, "Always")]
    [InlineData("", "[base]\nexclude=web\n[updates]\nexclude=web\n", "excludepkgs of [base] in /etc/yum.repos.d/a.repo", true, "Always")]
    [InlineData("", "[base]\nenabled=0\n[updates]\nexclude=web\n", "excludepkgs of [updates] in /etc/yum.repos.d/a.repo", true, "Always")]
    [InlineData("", "[base]\n[epel]\nincludepkgs=tool\n", "includepkgs of [epel] in /etc/yum.repos.d/a.repo", false, "UnlessOffered")]
    [InlineData("", "[base]\nexclude=web\n[epel]\nincludepkgs=db\n", "excludepkgs of [base] in /etc/yum.repos.d/a.repo", true, "Always")]
    [InlineData("", "[base]\n[updates]\nenabled=0\nexclude=web\n", null, false, "No")]
    [InlineData("", "[base]\nexcludepkgs=webserver\n", null, false, "No")]
    public void Case11_What_an_exclusion_hides_is_told_with_its_origin(
        string main, string repositories, string? origin, bool isHeld, string hiding)
    {
        Write("etc/dnf/dnf.conf", $"[main]\n{main}\n");
        Write("etc/yum.repos.d/a.repo", repositories.Length > 0 ? repositories : Two);
        var hold = Hold();
        Assert.Equal((origin, isHeld, hiding), (hold?.Origin, hold?.IsHeld ?? false, (hold?.Hiding ?? Hiding.No).ToString()));
    }

    [Fact]
    public void Case11_An_override_of_dnf5_excludes_too_and_each_file_changes_the_stamp()
    {
        Write("etc/yum.repos.d/a.repo", Two);
        Write("etc/dnf/repos.override.d/9.repo", "[updates]\nexcludepkgs=web\n[other]\nexcludepkgs=db\n");
        Assert.Equal("excludepkgs of [updates] in /etc/dnf/repos.override.d/9.repo", Hold()!.Origin);
        Assert.Null(Hold("db"));
        var holds = new RpmHolds(_root.Path);
        holds.Read();
        Assert.Contains(_root.File("etc/yum.repos.d/a.repo"), holds.Paths);
        Assert.Contains(_root.File("etc/dnf/repos.override.d/9.repo"), holds.Paths);
    }

    /// <summary>PackageKit's dnf backend does not know the versionlock of dnf, dnf5 hides by its own.</summary>
    [Theory]
    [InlineData("etc/dnf/plugins/versionlock.list", "web-0:1.0-1.*\n", "No")]
    [InlineData("etc/dnf/versionlock.toml", "[[packages]]\nname = \"web\"\n", "Always")]
    public void Case11_A_lock_hides_where_the_package_manager_keeps_to_it(string file, string text, string hiding)
    {
        Write(file, text);
        Assert.Equal(hiding, Hold()!.Hiding.ToString());
        var package = Hold()!.On(new InstalledPackage("web", "noarch", "1.0-1"));
        Assert.Equal((true, hiding == "Always"), (package.Held, package.HiddenBy is not null));
    }

    [Fact]
    public void Case50_Packages_that_the_host_has_side_by_side_are_those_of_its_settings()
    {
        Write("etc/dnf/dnf.conf", "[main]\ninstallonlypkgs=kernel jdk*\n");
        var holds = new RpmHolds(_root.Path);
        Assert.False(holds.IsSideBySide("jdk-21"));
        holds.Read();
        Assert.Equal((true, false), (holds.IsSideBySide("jdk-21"), holds.IsSideBySide("web")));
    }

    private Hold? Hold(string name = "web") => new RpmHolds(_root.Path).Read().Value(new InstalledPackage(name, "noarch", "1.0-1"));

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
