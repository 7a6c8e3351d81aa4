using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Tests.Packages.Families;

public sealed class FamilyTableTests
{
    [Theory]
    [InlineData("debian", nameof(FamilyKind.Deb))]
    [InlineData("linuxmint ubuntu debian", nameof(FamilyKind.Deb))]
    [InlineData("raspbian debian", nameof(FamilyKind.Deb))]
    [InlineData("fedora", nameof(FamilyKind.Rpm))]
    [InlineData("rocky rhel centos fedora", nameof(FamilyKind.Rpm))]
    [InlineData("opensuse-leap suse opensuse", nameof(FamilyKind.Rpm))]
    [InlineData("manjaro arch", nameof(FamilyKind.Alpm))]
    [InlineData("alpine", nameof(FamilyKind.Apk))]
    public void A_distribution_belongs_to_its_family(string ids, string expected) =>
        Assert.Equal(expected, FamilyTable.Detect(ids.Split(' '), _ => false)?.Kind.ToString());

    [Fact]
    public void A_database_of_another_family_does_not_change_the_family() =>
        Assert.Equal(FamilyKind.Rpm, FamilyTable.Detect(["fedora"], path => path == "var/lib/dpkg/status")?.Kind);

    [Theory]
    [InlineData("var/lib/dpkg/status", nameof(FamilyKind.Deb))]
    [InlineData("var/lib/rpm/rpmdb.sqlite", nameof(FamilyKind.Rpm))]
    [InlineData("usr/lib/sysimage/rpm/rpmdb.sqlite", nameof(FamilyKind.Rpm))]
    [InlineData("var/lib/pacman/local", nameof(FamilyKind.Alpm))]
    [InlineData("lib/apk/db/installed", nameof(FamilyKind.Apk))]
    public void An_unknown_distribution_is_known_by_its_only_database(string database, string expected) =>
        Assert.Equal(expected, FamilyTable.Detect(["homemade"], path => path == database)?.Kind.ToString());

    [Fact]
    public void An_unknown_distribution_with_two_databases_has_no_family() => Assert.Null(FamilyTable.Detect(["homemade"], _ => true));

    [Fact]
    public void An_unknown_distribution_without_a_database_has_no_family() => Assert.Null(FamilyTable.Detect([], _ => false));

    [Theory]
    [InlineData("apt", nameof(FamilyKind.Deb))]
    [InlineData("aptcc", nameof(FamilyKind.Deb))]
    [InlineData("dnf", nameof(FamilyKind.Rpm))]
    [InlineData("dnf5", nameof(FamilyKind.Rpm))]
    [InlineData("zypp", nameof(FamilyKind.Rpm))]
    [InlineData("alpm", nameof(FamilyKind.Alpm))]
    [InlineData("pacman", nameof(FamilyKind.Alpm))]
    [InlineData("apk", nameof(FamilyKind.Apk))]
    public void An_engine_tells_its_family(string flavour, string expected) => Assert.Equal(expected, FamilyTable.OfEngine(flavour)?.Kind.ToString());

    [Fact]
    public void An_unknown_engine_tells_no_family() => Assert.Null(FamilyTable.OfEngine("dummy"));
}
