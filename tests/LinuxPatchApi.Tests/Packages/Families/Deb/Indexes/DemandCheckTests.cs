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

    /// <summary>A phased update that does not go in, by apt's switches and those of update-manager.</summary>
    [Theory]
    [InlineData("", "phased", "the distribution gives it to 10 % of its hosts now")]
    [InlineData("APT::Get::Always-Include-Phased-Updates \"true\";", "unknown", "the package manager does not offer it now")]
    [InlineData("Update-Manager { Always-Include-Phased-Updates 1; };", "unknown", "the package manager does not offer it now")]
    [InlineData(
        "APT::Get::Always-Include-Phased-Updates no; Update-Manager::Always-Include-Phased-Updates yes;", "phased", "the distribution")]
    [InlineData("APT::Get::Never-Include-Phased-Updates yes;", "phased", "the distribution gives it to 10 % of its hosts now, and apt's")]
    [InlineData("update-manager::never-include-phased-updates on;", "phased", "the distribution gives it to 10 % of its hosts now, and")]
    [InlineData(
        "APT::Get::Always-Include-Phased-Updates yes; APT::Get::Never-Include-Phased-Updates yes;", "unknown", "the package manager")]
    [InlineData("APT::Get::Always-Include-Phased-Updates maybe;", "phased", "the distribution gives it to 10 % of its hosts now")]
    public void Case09_Update_is_phased_only_where_apts_own_switches_let_it_be(string configuration, string kind, string detail)
    {
        Directory.CreateDirectory(Path.Combine(_paths.Root, "etc/apt"));
        File.WriteAllText(Path.Combine(_paths.Root, "etc/apt/apt.conf"), configuration);
        File.WriteAllText(Path.Combine(_paths.Root, "etc/apt/sources.list"), "deb http://h s main\n");
        Install("");
        Offer(Package("lib", "2", "Phased-Update-Percentage: 10"), "");
        var reason = Reason("lib");
        Assert.Equal(kind, reason.WireName);
        Assert.StartsWith(detail, reason.Detail, StringComparison.Ordinal);
    }

    /// <summary>A later version that is phased brings the security update before it.</summary>
    [Theory]
    [InlineData("noble-security", "1.5", "unknown")]
    [InlineData("noble-security", "2", "unknown")]
    [InlineData("noble-security", "1", "phased")]
    [InlineData("noble-security", "3", "phased")]
    [InlineData("noble", "1.5", "phased")]
    public void Case09_Update_that_brings_a_security_update_is_never_phased(string suite, string version, string kind)
    {
        Install("");
        Offer(Package("lib", "2", "Phased-Update-Percentage: 10"), "");
        File.WriteAllText(Path.Combine(_paths.Lists, "h_dists_t_InRelease"), $"Suite: {suite}\n");
        File.WriteAllText(Path.Combine(_paths.Lists, "h_dists_t_main_binary-amd64_Packages"), Package("lib", version, ""));
        Assert.Equal(kind, Reason("lib", "2").WireName);
    }

    private Blocked Reason(string name, string? version = null)
    {
        var isHeld = File.ReadAllText(_paths.Status).Contains("hold ok", StringComparison.Ordinal);
        var inventory = Inventories.Of(
            "lib=1", isHeld ? "bar=1!hold" : "bar=1", "other=1", "dpkg=1");
        var indexes = new AptIndexes(_paths);
        var updates = indexes.Newer(inventory, CancellationToken.None);
        var waiting = updates.Select(u => (inventory.Predecessor(u.Package.Key)!, (LinuxPatchApi.Packages.Families.IndexedUpdate?)u))
            .Where(w => !w.Item1.Held && (version is null || w.Item2!.Package.Version == version)).ToList();
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
