using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>Containers that are refused what the sandbox needs: the host stays reachable, and doctor names it.</summary>
public sealed class UnprivilegedTests(UnprivilegedHost host) : IClassFixture<UnprivilegedHost>
{
    private const string Unit = "linux-patch-api.service";
    private const string Generator = "/usr/lib/systemd/system-generators/linux-patch-api-generator";

    [Theory]
    [InlineData("mnt", "226/NAMESPACE", "no-mount-namespace.conf", "warning", "writable file system")]
    [InlineData("user", "217/USER", "no-user-namespace.conf", "ok", "read-only file system")]
    public async Task Without_the_right_to_such_namespaces_the_unit_does_without_them(
        string kind, string status, string dropIn, string check, string seen)
    {
        await host.ForbidAsync(kind);
        try
        {
            // Without the generator the unit does not run: so the refusal is real. Of a mount namespace its ExecCondition hears already,
            // for which systemd makes one whatever its prefix is: then the unit is skipped, and its status says why.
            await host.Sandbox.ShAsync(
                $"chmod -x {Generator}; systemctl daemon-reload; systemctl restart {Unit} 2>/dev/null || true; "
                    + $"! systemctl is-active -q {Unit}");
            Assert.Contains(status, (await host.Sandbox.TryShAsync($"systemctl status --no-pager {Unit}")).Output);

            await host.Sandbox.ShAsync(
                $"chmod +x {Generator}; systemctl daemon-reload; systemctl reset-failed {Unit}; systemctl restart {Unit}");
            await host.AnsweringAsync();
            Assert.Contains(dropIn, await host.Sandbox.ShAsync($"systemctl show -P DropInPaths {Unit}"));
            var told = await host.SandboxCheckAsync();
            Assert.Equal(check, told.Text("status"));
            Assert.Contains(seen, told.Text("seen"));
            Assert.Contains("no capabilities, no new privileges, system calls filtered", told.Text("seen"));
            Assert.True(check == "ok" || told.Text("remedy")!.Contains("allow nesting", StringComparison.Ordinal));
            Assert.Equal("completed",
                (await host.Client.DoneAsync("PUT", $"/api/v1/packages/{(kind == "mnt" ? "sample-tiny1" : "sample-tiny2")}"))
                    .Text("status"));
        }
        finally
        {
            await host.AllowAsync(kind);
        }

        await host.Sandbox.ShAsync($"systemctl daemon-reload; systemctl restart {Unit}");
        await host.AnsweringAsync();
        Assert.DoesNotContain(dropIn, await host.Sandbox.ShAsync($"systemctl show -P DropInPaths {Unit}"));
        Assert.Equal("ok", (await host.SandboxCheckAsync()).Text("status"));
    }
}
