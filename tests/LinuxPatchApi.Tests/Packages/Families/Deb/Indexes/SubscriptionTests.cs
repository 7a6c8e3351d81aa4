using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Indexes;

public sealed class SubscriptionTests : IDisposable
{
    private const string Files = "esm.ubuntu.com_apps_ubuntu_dists_jammy-apps-security";
    private readonly TemporaryDirectory _directory = new();

    public SubscriptionTests()
    {
        foreach (var folder in new[] { "var/lib/apt/lists", "etc/apt/preferences.d" })
        {
            Directory.CreateDirectory(_directory.File(folder));
        }

        Write("etc/apt/sources.list", "deb https://esm.ubuntu.com/apps/ubuntu jammy-apps-security main\n");
        Write($"var/lib/apt/lists/{Files}_main_binary-amd64_Packages",
            "Package: web\nArchitecture: amd64\nVersion: 2+esm1\nDescription: d\n");
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>As ubuntu-pro-client writes it on a host that is not attached.</summary>
    [Theory]
    [InlineData("UbuntuESMApps", "Package: *\nPin: release o=UbuntuESMApps, n=jammy\nPin-Priority: never\n", "subscription")]
    [InlineData("UbuntuESM", "Package: *\nPin: release o=UbuntuESM, n=jammy\nPin-Priority: -32768\n", "subscription")]
    [InlineData("UbuntuESMApps", "", null)]
    [InlineData("UbuntuESMApps", "Package: web\nPin: version 1\nPin-Priority: 900\n", "pinned")]
    [InlineData("Other", "Package: *\nPin: release o=Other\nPin-Priority: never\n", "pinned")]
    public void Case07_Ubuntu_Pro_that_the_host_has_switched_off_is_told_as_such(string origin, string preferences, string? expected)
    {
        Write($"var/lib/apt/lists/{Files}_InRelease", $"Origin: {origin}\nLabel: {origin}\nSuite: jammy-apps-security\nCodename: jammy\n");
        Write("etc/apt/preferences.d/ubuntu-pro-esm-apps", preferences);
        var update = Assert.Single(
            new AptIndexes(new DpkgPaths(_directory.Path)).Newer(Inventories.Of("web=1/amd64", "dpkg=1/amd64"), CancellationToken.None));
        Assert.Equal((expected, true), (update.Blocked?.WireName, update.Security));
    }

    private void Write(string path, string text) => File.WriteAllText(_directory.File(path), text);
}
