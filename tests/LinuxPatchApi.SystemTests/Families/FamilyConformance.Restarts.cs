using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>What an update leaves running.</summary>
public abstract partial class FamilyConformance<THost>
{
    [Fact]
    [Trait("Feature", "FileOwners")]
    public async Task A_service_that_still_runs_a_replaced_library_is_told_with_the_package_that_owns_it()
    {
        const string package = "sample-shared", unit = "sample-user.service";
        await host.UpdateByHandAsync();
        var source = host.Sandbox.Root + "/usr/lib/x86_64-linux-gnu/libm.so.6";
        var (listed, real) = host.Libraries;
        await host.OfferCopyAsync(package, "1.0-1", listed + "/libsample.so.1", source);
        await host.InstallByHandAsync(package, "1.0-1");
        await host.Sandbox.ShAsync($"""
            printf '[Service]\nEnvironment=LD_PRELOAD={real}/libsample.so.1\nExecStart=/bin/sleep infinity\n' >/run/systemd/system/{unit}
            systemctl daemon-reload; systemctl start {unit}
            """);
        try
        {
            await Eventually.AsWantedAsync(
                "the library in the service",
                () => host.Sandbox.TryShAsync($"grep libsample /proc/$(systemctl show -P MainPID {unit})/maps"), r => r.Exit == 0);
            Assert.Empty(await UnitsAsync());
            await host.OfferCopyAsync(package, "2.0-1", listed + "/libsample.so.1", source);
            await Eventually.AsWantedAsync(
                "the update",
                async () => (await Client.GetAsync("/api/v1/patches?max_age=0")).Expect(200).Data.Items("patches").Names(),
                names => names.Contains(package));
            var body = await ConfirmedAsync("POST", Apply, $$"""{"packages": ["{{package}}"]}""");
            var job = await Client.DoneAsync("POST", Apply, body);
            Assert.True(job.Text("status") == "completed", job.ToString());
            Assert.Equal("2.0-1", await host.VersionAsync(package));

            var told = (await Eventually.AsWantedAsync("the service", UnitsAsync, units => units.Count > 0))[0];
            Assert.True(told.Texts("packages") is [package], told.ToString());
            Assert.Equal(
                [$"{real}/libsample.so.1 {package}"],
                told.Items("files").Select(f => $"{f.Text("path")} {string.Join(' ', f.Texts("packages"))}"));
        }
        finally
        {
            await host.Sandbox.ShAsync($"systemctl stop {unit}; rm /run/systemd/system/{unit}; systemctl daemon-reload");
        }

        async Task<IReadOnlyList<System.Text.Json.JsonElement>> UnitsAsync() =>
            [.. (await Client.GetAsync("/api/v1/system/restarts")).Expect(200).Data.Items("units").Where(u => u.Text("unit") == unit)];
    }
}
