using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Tests.Api.Lists;

public sealed class PackageFilterTests
{
    private static readonly Package[] All =
    [
        Item("web", "1.10", "upgradable", true, 5), Item("app", "1.9", "installed", false, null), Item("lib", "1:0", "available", false, 9),
    ];

    [Theory]
    [InlineData("all", null, "name", false, "app lib web", 3)]
    [InlineData("all", null, "name", true, "web lib app", 3)]
    [InlineData("all", null, "version", false, "app web lib", 3)]
    [InlineData("all", null, "status", false, "lib app web", 3)]
    [InlineData("all", null, "size", true, "lib web app", 3)]
    [InlineData("upgradable", null, "name", false, "web", 1)]
    [InlineData("all", true, "name", false, "web", 1)]
    [InlineData("all", false, "name", false, "app lib", 2)]
    public void List_is_filtered_and_sorted(string status, bool? upgradable, string sort, bool descending, string expected, int total)
    {
        var (page, all) = new PackageFilter(null, Status(status), upgradable, sort, descending, null, 0).Apply(All, DebianVersion.Order);
        Assert.Equal((expected, total), (string.Join(' ', page.Select(p => p.Name)), all));
    }

    [Fact]
    public void Page_is_cut_after_sorting_and_total_is_counted_before()
    {
        var (page, total) = new PackageFilter(null, PackageStatus.All, null, "name", false, 1, 1).Apply(All, DebianVersion.Order);
        Assert.Equal(("lib", 3), (Assert.Single(page).Name, total));
        Assert.Empty(
            new PackageFilter(null, PackageStatus.All, null, "name", false, null, int.MaxValue).Apply(All, DebianVersion.Order).Page);
    }

    [Theory]
    [InlineData("installed", null, true, false, false)]
    [InlineData("upgradable", null, true, false, true)]
    [InlineData("available", null, false, true, false)]
    [InlineData("all", null, true, true, false)]
    [InlineData("installed", true, true, false, true)]
    [InlineData("installed", false, true, false, true)]
    public void Filter_knows_the_data_it_needs(string status, bool? upgradable, bool installed, bool available, bool updates)
    {
        var filter = new PackageFilter(null, Status(status), upgradable, "name", false, null, 0);
        Assert.Equal((installed, available, updates), (filter.IncludesInstalled, filter.IncludesAvailable, filter.NeedsUpdates));
    }

    private static PackageStatus Status(string name) =>
        PackageFilter.Statuses.TryParse(name, out var status) ? status : throw new ArgumentException(name);

    private static Package Item(string name, string version, string status, bool upgradable, long? size) =>
        new(name, version, "amd64", status, upgradable, null, null, "", [], null, size, null, false);
}
