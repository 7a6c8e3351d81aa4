using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Indexes;

/// <summary>The update of lib from 1 to 2 waits; what another installed package demands is the reason.</summary>
public sealed class DemandCheckTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly DpkgPaths _paths;

    public DemandCheckTests()
    {
        _paths = new DpkgPaths(_root.Path);
        Directory.CreateDirectory(_paths.Lists);
        Directory.CreateDirectory(_root.File("var/lib/dpkg"));
    }

    public void Dispose() => _root.Dispose();

    /// <summary>Fields of the installed bar 1, what is offered besides lib 2, the reason.</summary>
    [Theory]
    [InlineData("Depends: lib (= 1)", "", "conflicts", "would remove bar 1, which needs lib (= 1)")]
    [InlineData("Pre-Depends: base, lib (<< 2)", "", "conflicts", "would remove bar 1, which needs lib (<< 2)")]
    [InlineData("Depends: lib (= 1) | lib (= 1.5)", "", "conflicts", "would remove bar 1, which needs lib (= 1) | lib (= 1.5)")]
    [InlineData("Depends: lib-abi-1", "", "conflicts", "would remove bar 1, which needs lib-abi-1")]
    [InlineData("Depends: lib-abi-any", "", "unknown", "")]
    [InlineData("Depends: lib (= 1) | other", "", "unknown", "")]
    [InlineData("Depends: lib (= 1) | elsewhere", "elsewhere=5", "unknown", "")]
    [InlineData("Depends: lib (= 1) | elsewhere", "", "conflicts", "would remove bar 1, which needs lib (= 1) | elsewhere")]
    [InlineData("Depends: lib (>= 1), absent (= 9)", "", "unknown", "")]
    [InlineData("Recommends: lib (= 1)", "", "unknown", "")]
    [InlineData("Breaks: lib (>= 2)", "", "conflicts", "would remove bar 1, which cannot be there together with lib (>= 2)")]
    [InlineData("Conflicts: lib (>> 1)", "", "conflicts", "would remove bar 1, which cannot be there together with lib (>> 1)")]
    [InlineData("Breaks: lib (<< 3)", "", "unknown", "")]
    [InlineData("Depends: lib (= 1)", "bar=2 Depends: lib (= 2)", "unknown", "")]
    [InlineData("Depends: lib (= 1)", "bar=2 Depends: lib (<< 2)", "conflicts", "would remove bar 1, which needs lib (= 1)")]
    [InlineData("Breaks: lib (>= 2)", "bar=2", "unknown", "")]
    [InlineData("Status: hold ok installed\nDepends: lib (= 1)", "bar=2", "kept_back", "bar is held and needs lib (= 1)")]
    [InlineData("Status: hold ok installed\nBreaks: lib (>= 2)", "", "kept_back", "bar is held and excludes lib (>= 2)")]
    public void Case09_An_installed_package_that_needs_the_present_version_is_the_reason(
        string bar, string offered, string kind, string detail)
    {
        Install(bar);
        Offer(Package("lib", "2", "Provides: lib-abi-2, lib-abi-any"), offered);
        var reason = Reason("lib");
        Assert.Equal((bar, kind), (bar, reason.WireName));
        Assert.StartsWith(detail, reason.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Case09_A_phased_update_is_phased_although_the_one_that_goes_along_is_phased_too()
    {
        Install("Depends: lib (= 1)");
        Offer(
            Package("lib", "2", "Phased-Update-Percentage: 10"), "bar=2 Depends: lib (= 2)\nPhased-Update-Percentage: 10");
        Assert.Equal("phased", Reason("lib").WireName);
    }

    [Fact]
    public void Case09_The_package_that_would_go_along_is_kept_out_itself()
    {
        Install("Depends: lib (= 1)");
        Offer(Package("lib", "2", ""), "bar=2 Depends: lib (= 2), absent");
        var reason = Reason("lib");
        Assert.Equal(
            (
                "kept_back",
                "bar 1 needs lib (= 1), and its update is kept out: conflicts: needs absent, which no configured repository offers"),
            (reason.WireName, reason.Detail));
    }

    private Blocked Reason(string name)
    {
        var isHeld = File.ReadAllText(_paths.Status).Contains("hold ok", StringComparison.Ordinal);
        var inventory = Inventories.Of(
            "lib=1", isHeld ? "bar=1!hold" : "bar=1", "other=1", "dpkg=1");
        var indexes = new AptIndexes(_paths);
        var updates = indexes.Newer(inventory, CancellationToken.None);
        var waiting = updates.Select(u => (inventory.Predecessor(u.Package.Key)!, (LinuxPatchApi.Packages.Families.IndexedUpdate?)u))
            .Where(w => !w.Item1.Held).ToList();
        return indexes.WhyWaiting(waiting, inventory, CancellationToken.None)[new PackageKey(name, "amd64")];
    }

    private void Install(string bar) => File.WriteAllText(
        _paths.Status,
        Package("lib", "1", "Status: install ok installed\nProvides: lib-abi-1, lib-abi-any")
        + Package("bar", "1", bar.Contains("Status:", StringComparison.Ordinal) ? bar : "Status: install ok installed\n" + bar)
        + Package("other", "1", "Status: install ok installed") + Package("dpkg", "1", "Status: install ok installed"));

    /// <param name="more"><c>name=version</c>, a blank and fields; or nothing.</param>
    private void Offer(string lib, string more)
    {
        var parts = more.Split(['=', ' '], 3);
        File.WriteAllText(
            Path.Combine(_paths.Lists, "h_dists_s_main_binary-amd64_Packages"),
            lib + (more.Length == 0 ? "" : Package(parts[0], parts[1], parts.Length > 2 ? parts[2] : "")));
    }

    private static string Package(string name, string version, string fields) =>
        $"Package: {name}\nArchitecture: amd64\nVersion: {version}\n{(fields.Length == 0 ? "" : fields + "\n")}\n";
}
