using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Planning;

/// <summary>Packages that move between two architectures, neither of which is the neutral one (CachyOS, ALHP).</summary>
public sealed class OneBuildPerNameTests
{
    private static readonly IPackageFamily[] Families = [AlpmFamily.Instance, ApkFamily.Instance, RpmFamily.Instance, DebFamily.Instance];

    /// <summary>Family, the package manager's own architecture, installed, offered: what the offer replaces.</summary>
    [Theory]
    [InlineData("alpm", "x86_64", "x86_64", "x86_64_v3", "x86_64")]
    [InlineData("alpm", "x86_64_v3", "x86_64", "x86_64_v3", "x86_64")]
    [InlineData("alpm", "x86_64_v3", "x86_64_v3", "x86_64", "x86_64_v3")]
    [InlineData("alpm", "x86_64", "any", "x86_64_v3", "any")]
    [InlineData("alpm", "x86_64_v3", "x86_64", "any", "x86_64")]
    [InlineData("apk", "x86_64", "x86", "x86_64", "x86")]
    [InlineData("rpm", "x86_64", "i686", "x86_64", null)]
    [InlineData("rpm", "x86_64", "x86_64", "i686", null)]
    [InlineData("rpm", "x86_64", "noarch", "x86_64", "noarch")]
    [InlineData("rpm", "x86_64", "x86_64", "noarch", "x86_64")]
    [InlineData("deb", "amd64", "i386", "amd64", null)]
    [InlineData("deb", "amd64", "all", "amd64", "all")]
    [InlineData("deb", "amd64", "amd64", "all", "amd64")]
    public void Case14_An_update_replaces_the_build_that_its_package_manager_replaces(
        string family, string native, string installed, string offered, string? replaced)
    {
        var before = Of(family, native, ("web", installed, "1"));
        Assert.Equal(replaced, before.Predecessor(new PackageKey("web", offered))?.Architecture);
        var change = Assert.Single(PlanBuilder.Changes([new SimulatedChange(SimulatedKind.Install, "web", offered, "2", "r")], before));
        Assert.Equal(
            replaced is null ? (ChangeAction.Install, null) : (ChangeAction.Upgrade, "1"), (change.Action, change.FromVersion));
        var after = replaced is null
            ? Of(family, native, ("web", installed, "1"), ("web", offered, "2"))
            : Of(family, native, ("web", offered, "2"));
        Assert.Equal((ChangeOutcome.Applied, null), (Verification.Judge(change, after).Outcome, Verification.Judge(change, after).Reason));
        Assert.Empty(Verification.Unplanned([change], before, after));
    }

    [Fact]
    public void Case14_A_move_that_comes_as_a_removal_and_an_installation_is_one_upgrade()
    {
        var before = Of("alpm", "x86_64", ("web", "x86_64", "1"));
        var change = Assert.Single(PlanBuilder.Changes(
            [
                new SimulatedChange(SimulatedKind.Remove, "web", "x86_64", "1", null),
                new SimulatedChange(SimulatedKind.Install, "web", "x86_64_v3", "2", null),
            ],
            before));
        Assert.Equal(
            (ChangeAction.Upgrade, "x86_64_v3", "1", "2"), (change.Action, change.Architecture, change.FromVersion, change.ToVersion));
        var multilib = Of("rpm", "x86_64", ("web", "i686", "1"));
        Assert.Equal(2, PlanBuilder.Changes(
            [
                new SimulatedChange(SimulatedKind.Remove, "web", "i686", "1", null),
                new SimulatedChange(SimulatedKind.Install, "web", "x86_64", "2", null),
            ],
            multilib).Count);
    }

    /// <summary>pacman itself has moved already, the package has not.</summary>
    [Fact]
    public void Case14_A_build_of_another_generation_is_neither_foreign_nor_ambiguous()
    {
        var installed = Of("alpm", "x86_64_v3", ("web", "x86_64", "1"));
        AvailablePackage[] offered =
            [new("a", "web", "x86_64", "2", "core", ""), new("b", "web", "x86_64_v3", "2", "core-v3", "")];
        Assert.False(installed.Architecture.IsForeign("x86_64"));
        Assert.Equal("x86_64", PackagesApi.Meant(PackageSpec.Of("web", null), installed, offered)?.Architecture);
        var meant = ArchitectureChoice.Of(PackageSpec.Of("web", null), offered, p => p.Key, installed.Architecture);
        Assert.Equal("x86_64_v3", Assert.Single(meant).Architecture);
        Assert.Empty(ArchitectureChoice.Ambiguous(offered, p => p.Key, installed.Architecture));
    }

    private static InstalledInventory Of(string family, string native, params (string Name, string Architecture, string Version)[] packages)
    {
        var terms = Families.First(f => f.Name == family).Terms;
        return new InstalledInventory(
            packages.Append((terms.Manager, native, "1")).Select(p => new InstalledPackage(p.Item1, p.Item2, p.Item3)),
            DateTimeOffset.UnixEpoch, terms);
    }
}
