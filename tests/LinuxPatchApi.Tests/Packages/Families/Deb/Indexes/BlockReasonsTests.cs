using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Indexes;

public sealed class BlockReasonsTests
{
    /// <summary>What the update depends on, what is installed (name=version), what is offered: kind and the detail's beginning.</summary>
    [Theory]
    [InlineData("lib (>= 2)", "lib=1", "lib=1", "conflicts", "needs lib (>= 2), which no configured repository offers")]
    [InlineData("absent", "", "", "conflicts", "needs absent, which")]
    [InlineData("absent | lib", "lib=1", "", "unknown", "the package manager")]
    [InlineData("lib (>= 2)", "lib=1!hold", "lib=2", "kept_back", "needs lib (>= 2), and lib is held at 1")]
    [InlineData("lib (>= 2)", "lib=1", "lib=2", "unknown", "the package manager")]
    [InlineData("lib (<< 2), lib (>= 1)", "lib=1.5", "", "unknown", "the package manager")]
    [InlineData("", "web=1/i386!hold", "", "kept_back", "needs web:i386 in the same version")]
    public void Case09_The_reason_is_the_one_that_keeps_it_out(string depends, string installed, string offered, string kind, string detail)
    {
        string[] present = [.. installed.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var inventory = Inventories.Of([.. present, "web=1", "dpkg=1"]);
        var reason = BlockReasons.Of(
            inventory.Find(new PackageKey("web", "amd64"))!, Update(depends), inventory, Given(present),
                Given(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries)), _ => null, _ => null);
        Assert.Equal(kind, reason.WireName);
        Assert.StartsWith(detail, reason.Detail, StringComparison.Ordinal);
    }

    /// <summary>What the update cannot stand, installed, offered: what it would remove.</summary>
    [Theory]
    [InlineData("old", "old=1", "", "conflicts", "would remove old 1: it cannot be there together with old")]
    [InlineData("old (<< 2)", "old=1", "old=1", "conflicts", "would remove old 1: it cannot be there together with old (<< 2)")]
    [InlineData("old (<< 2)", "old=1", "old=1 old=2", "unknown", "")]
    [InlineData("old (<< 2)", "old=2", "", "unknown", "")]
    [InlineData("other", "old=1", "", "unknown", "")]
    [InlineData("web (<< 2)", "", "", "unknown", "")]
    public void Case07_Update_that_would_remove_another_package_says_so(
        string excludes, string installed, string offered, string kind, string detail)
    {
        string[] present = [.. installed.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var inventory = Inventories.Of([.. present, "web=1", "dpkg=1"]);
        var reason = BlockReasons.Of(
            inventory.Find(new PackageKey("web", "amd64"))!, Update("") with { Excludes = excludes }, inventory, Given(present),
            Given(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries)), _ => null, _ => null);
        Assert.Equal(kind, reason.WireName);
        Assert.StartsWith(detail, reason.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(">= 1", null, false)]
    [InlineData(">= 1.0-1", "1.0-1", true)]
    [InlineData(">> 1.0-1", "1.0-1", false)]
    [InlineData(">> 1.0-1", "1.0-1+b1", true)]
    [InlineData("<< 1.0", "1.0~rc1", true)]
    [InlineData("<= 1:0", "2", true)]
    [InlineData("= 1", "2", false)]
    [InlineData("=1", "1", true)]
    public void A_version_meets_a_constraint_as_dpkg_says(string? constraint, string? version, bool expected) =>
        Assert.Equal(expected, PackageRelation.Groups(constraint is null ? "a" : $"a ({constraint})")[0][0].IsMetBy(version));

    private static IndexedUpdate Update(string depends) =>
        new(new AvailablePackage(null, "web", "amd64", "2", "r", ""), Security: false, PhasedPercentage: null, depends);

    private static LinuxPatchApi.Sequences.Lookup<string, string?> Given(IEnumerable<string> packages) =>
        LinuxPatchApi.Sequences.Enumerable.ToLookup(
            packages.Select(Inventories.Package), p => p.Name, p => (string?)p.Version, StringComparer.Ordinal);
}
