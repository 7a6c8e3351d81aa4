using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

/// <summary>A host that knows a second architecture, whose build of one package has a higher version than the native one.</summary>
public sealed class ArchitectureTests(AgentHost host) : IClassFixture<AgentHost>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await host.ResetAsync();
        await host.Sandbox.ShAsync("dpkg --add-architecture i386");
        await host.Sandbox.PublishAsync("sample-two", "1.0-1", "--arch", "amd64");
        await host.Sandbox.PublishAsync("sample-two", "1.0-1+b1", "--arch", "i386");
        await host.Sandbox.PublishAsync("sample-alien", "1.0-1", "--arch", "i386");
        await host.Sandbox.ShAsync("apt-get -q update");
    }

    public async ValueTask DisposeAsync() => await host.ResetAsync();

    [Fact]
    public async Task Case05_A_bare_name_is_the_native_build_in_every_operation()
    {
        var detail = (await host.Client.GetAsync("/api/v1/packages/sample-two")).Expect(200).Data;
        Assert.Equal(("amd64", "1.0-1"), (detail.Text("architecture"), detail.Text("version")));
        Assert.Equal(
            ["1.0-1 amd64", "1.0-1+b1 i386"], detail.Items("versions").Select(v => $"{v.Text("version")} {v.Text("architecture")}"));

        var installed = await host.Client.DoneAsync("POST", "/api/v1/packages", """{"packages":[{"name":"sample-two"}]}""");
        Assert.Equal(
            ("completed", "amd64"), (installed.Text("status"), installed.Items("changes").Named("sample-two").Text("architecture")));

        var again = await host.Client.DoneAsync(
            "POST", "/api/v1/packages", """{"packages":[{"name":"sample-two"}],"options":{"force":true}}""");
        Assert.Equal("completed", again.Text("status"));
        Assert.Equal("amd64", (await host.Sandbox.ShAsync("dpkg-query -W -f '${Architecture}' sample-two")).Trim());
    }

    [Fact]
    public async Task Case05_A_foreign_build_goes_in_when_the_native_has_none()
    {
        var installed = await host.Client.DoneAsync("POST", "/api/v1/packages", """{"packages":[{"name":"sample-alien"}]}""");
        Assert.Equal(
            ("completed", "i386"), (installed.Text("status"), installed.Items("changes").Named("sample-alien").Text("architecture")));
    }
}
