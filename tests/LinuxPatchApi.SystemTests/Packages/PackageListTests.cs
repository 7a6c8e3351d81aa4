using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

public sealed class PackageListTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    public async Task Installed_packages_are_those_of_the_package_database()
    {
        var listed = (await host.Client.GetAsync("/api/v1/packages")).Expect(200).Data;
        var database = await host.Sandbox.ShAsync("dpkg-query -W -f '${Package} ${Version} ${Architecture}\\n'");
        Assert.Equal(
            database.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            listed.Items("packages").Select(p => $"{p.Text("name")} {p.Text("version")} {p.Text("architecture")}").Order(StringComparer.Ordinal));
        Assert.Equal(listed.Items("packages").Count, listed.Number("total"));
        Assert.False(listed.Flag("stale"));
    }
}
