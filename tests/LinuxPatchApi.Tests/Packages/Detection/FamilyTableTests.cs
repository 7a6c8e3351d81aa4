using LinuxPatchApi.Packages.Detection;

namespace LinuxPatchApi.Tests.Packages.Detection;

public sealed class FamilyTableTests
{
    [Theory]
    [InlineData("debian", "deb")]
    [InlineData("linuxmint ubuntu debian", "deb")]
    [InlineData("raspbian debian", "deb")]
    [InlineData("fedora", "rpm")]
    [InlineData("rocky rhel centos fedora", "rpm")]
    [InlineData("opensuse-leap suse opensuse", "rpm")]
    [InlineData("manjaro arch", "alpm")]
    [InlineData("alpine", "apk")]
    public void A_distribution_belongs_to_its_family(string ids, string expected) =>
        Assert.Equal(expected, FamilyTable.Detect(ids.Split(' '), _ => false)?.Name);

    [Fact]
    public void A_database_of_another_family_does_not_change_the_family() =>
        Assert.Equal("rpm", FamilyTable.Detect(["fedora"], path => path == "var/lib/dpkg/status")?.Name);

    [Theory]
    [InlineData("var/lib/dpkg/status", "deb")]
    [InlineData("var/lib/rpm/rpmdb.sqlite", "rpm")]
    [InlineData("usr/lib/sysimage/rpm/rpmdb.sqlite", "rpm")]
    [InlineData("var/lib/pacman/local", "alpm")]
    [InlineData("lib/apk/db/installed", "apk")]
    public void An_unknown_distribution_is_known_by_its_only_database(string database, string expected) =>
        Assert.Equal(expected, FamilyTable.Detect(["homemade"], path => path == database)?.Name);

    [Fact]
    public void An_unknown_distribution_with_two_databases_has_no_family() => Assert.Null(FamilyTable.Detect(["homemade"], _ => true));

    [Fact]
    public void An_unknown_distribution_without_a_database_has_no_family() => Assert.Null(FamilyTable.Detect([], _ => false));

    [Theory]
    [InlineData("apt", "deb")]
    [InlineData("aptcc", "deb")]
    [InlineData("dnf", "rpm")]
    [InlineData("dnf5", "rpm")]
    [InlineData("zypp", "rpm")]
    [InlineData("alpm", "alpm")]
    [InlineData("pacman", "alpm")]
    [InlineData("apk", "apk")]
    public void An_engine_tells_its_family(string flavour, string expected) => Assert.Equal(expected, FamilyTable.OfEngine(flavour)?.Name);

    [Fact]
    public void An_unknown_engine_tells_no_family() => Assert.Null(FamilyTable.OfEngine("dummy"));
}
