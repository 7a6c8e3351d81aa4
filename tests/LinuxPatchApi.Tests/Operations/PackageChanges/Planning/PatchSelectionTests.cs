using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages;
using LinuxPatchApi.Tests.Packages.Planning;

namespace LinuxPatchApi.Tests.Operations.PackageChanges.Planning;

public sealed class PatchSelectionTests
{
    private static readonly InstalledInventory Installed = Inventories.Of("crit=1", "low=1", "bug=1", "dull=1", "stuck=1!hold", "fresh=9");

    private static readonly UpdateCandidate[] Updates =
    [
        Inventories.Update("crit", severity: "critical", security: true),
        Inventories.Update("low", severity: "low", security: true),
        Inventories.Update("dull", security: true),
        Inventories.Update("bug"),
        Inventories.Update("stuck", held: true),
    ];

    /// <summary>Packages; patches; security only; least severity; exclude: selected | skipped. A dash is an absent list.</summary>
    [Theory]
    [InlineData("-", "-", false, null, "", "crit low dull bug", "stuck")]
    [InlineData("", "-", false, null, "", "", "")]
    [InlineData("-", "", false, null, "", "", "")]
    [InlineData("bug", "-", false, null, "", "bug", "")]
    [InlineData("bug:amd64", "-", false, null, "", "bug", "")]
    [InlineData("bug:i386", "-", false, null, "", "", "bug:i386")]
    [InlineData("bug", "ADV-1", false, null, "", "crit bug", "")]
    [InlineData("-", "low;2;amd64;repo", false, null, "", "low", "")]
    [InlineData("-", "low", false, null, "", "low", "")]
    [InlineData("-", "-", true, null, "", "crit low dull", "")]
    [InlineData("-", "-", false, "high", "", "crit", "dull bug stuck")]
    [InlineData("-", "-", true, "low", "", "crit low", "dull")]
    [InlineData("-", "-", false, null, "c*,low", "dull bug", "crit low stuck")]
    [InlineData("stuck", "-", false, null, "", "", "stuck")]
    [InlineData("fresh", "-", false, null, "", "", "fresh")]
    [InlineData("absent,bug", "-", false, null, "", "bug", "absent")]
    [InlineData("bug", "-", true, null, "", "", "")]
    public void Apply_selects_what_was_requested_and_reports_what_it_leaves_out(
        string packages, string patches, bool securityOnly, string? least, string exclude, string selected, string skipped)
    {
        var request = new ApplyRequest(
            List(packages)?.Select(p => PackageSpec.Of(p)).ToList(), List(patches), securityOnly, least, List(exclude)!, false, 0);
        var selection = PatchSelection.Of(request, Updates, u => u.Name == "crit" ? "ADV-1" : null, Installed);
        Assert.Equal(selected, string.Join(' ', selection.Selected.Select(u => u.Name)));
        Assert.Equal(skipped, string.Join(' ', selection.Skipped.Select(s => s.Name)));
        Assert.All(selection.Skipped, s => Assert.Equal(ChangeOutcome.Skipped, s.Outcome));
        Assert.All(selection.Skipped, s => Assert.False(string.IsNullOrEmpty(s.Reason)));
        Assert.Equal(packages != "-" || patches != "-", selection.Explicit);
    }

    [Fact]
    public void Skipped_package_shows_what_is_installed_and_what_was_offered()
    {
        var skip = Assert.Single(PatchSelection.Of(Everything, Updates, _ => null, Installed).Skipped);
        Assert.Equal(("stuck", "1", "2"), (skip.Name, skip.FromVersion, skip.ToVersion));
        Assert.StartsWith("held", skip.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_given_twice_is_reported_once()
    {
        var request = Everything with { Packages = [PackageSpec.Of("absent"), PackageSpec.Of("absent")], Patches = ["absent"] };
        Assert.Single(PatchSelection.Of(request, Updates, _ => null, Installed).Skipped);
    }

    private static ApplyRequest Everything { get; } = new(null, null, false, null, [], false, 0);

    private static string[]? List(string text) => text == "-" ? null : text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
