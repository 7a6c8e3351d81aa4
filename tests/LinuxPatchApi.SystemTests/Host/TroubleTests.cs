using System.Globalization;
using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Host;

/// <summary>
/// The layers below are missing or die. Each is a reason that a client can read, never a hang; and the cure works without a restart.
/// </summary>
public sealed class TroubleTests(JobQueueHost host) : IClassFixture<JobQueueHost>
{
    [Theory]
    [InlineData("systemctl mask --now packagekit.service", "systemctl unmask packagekit.service")]
    [InlineData("systemctl mask --now packagekit.service polkit.service", "systemctl unmask packagekit.service polkit.service")]
    [InlineData("systemctl stop packagekit.service; systemctl mask --now polkit.service", "systemctl unmask polkit.service")]
    [InlineData(
        "systemctl stop packagekit.service; cd /usr/share/dbus-1/system-services; mv org.freedesktop.PackageKit.service /root; systemctl "
            + "reload dbus",
        "mv /root/org.freedesktop.PackageKit.service /usr/share/dbus-1/system-services; systemctl reload dbus")]
    public async Task A_package_manager_that_is_not_there_is_told_at_once_with_the_remedy(string trouble, string cure)
    {
        await host.Sandbox.ShAsync(trouble);
        try
        {
            await ExpectTroubleAsync();
        }
        finally
        {
            await host.Sandbox.ShAsync(cure);
        }

        // An activation that is under way has to fail first, which takes the bus 25 s.
        var plan = await Eventually.AsWantedAsync(
            "a plan after the cure", () =>
                host.Client.PutAsync("/api/v1/packages/sample-tiny1", """{"dry_run":true}"""), a => a.Status == 200);
        Assert.Equal(["sample-tiny1"], plan.Data.Items("upgrade").Names());
        await Eventually.AsWantedAsync(
            "a package manager that is well", host.Client.HealthAsync, h => h.At("checks").Text("package_manager") == "ok");
    }

    [Fact]
    public async Task A_bus_that_forbids_the_agent_to_ask_is_a_permission_that_is_missing()
    {
        const string policy = "/etc/dbus-1/system.d/zz-forbidden.conf";
        const string rule =
            "<deny send_destination=\"org.freedesktop.PackageKit\" send_interface=\"org.freedesktop.PackageKit.Transaction\"/>";
        await host.Sandbox.ShAsync($"echo '<busconfig><policy user=\"root\">{rule}</policy></busconfig>' >{policy}; systemctl reload dbus");
        try
        {
            var refused = await Eventually.AsWantedAsync(
                "the bus's new policy", () =>
                    host.Client.PutAsync("/api/v1/packages/sample-tiny9", """{"dry_run":true}"""), a => a.Status != 200);
            Assert.False(refused.Expect(502, "PERMISSION_DENIED").Error.Flag("retryable"));
        }
        finally
        {
            await host.Sandbox.ShAsync($"rm {policy}; systemctl reload dbus");
        }

        await Eventually.AsWantedAsync(
            "a plan afterwards", () => host.Client.PutAsync("/api/v1/packages/sample-tiny9", """{"dry_run":true}"""), a => a.Status == 200);
    }

    [Fact]
    public async Task Without_a_default_route_the_remedy_is_told()
    {
        await host.Sandbox.RouteAsync(false);
        var job = await host.Client.DoneAsync("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny2"]}""");
        Assert.Equal(("failed", "BACKEND_UNAVAILABLE", true), (job.Text("status"), job.Text("error_code"), job.Flag("retryable")));
        Assert.Contains("default route", job.Text("error"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny2"));
        var network = (await host.Client.GetAsync("/api/v1/system/doctor")).Expect(200).Data.Items("checks").Named("network");
        Assert.Equal("failed", network.Text("status"));
        Assert.Contains("default route", network.Text("remedy"));
        await host.Client.HealthAsync("degraded");

        await host.Sandbox.RouteAsync(true);
        Assert.Equal("completed",
            (await host.Client.DoneAsync("POST", "/api/v1/patches/apply", """{"packages":["sample-tiny2"]}""")).Text("status"));
        await host.Client.HealthAsync("healthy");
    }

    [Fact]
    public async Task A_package_manager_that_dies_in_the_middle_fails_the_job_with_the_truth()
    {
        var (job, package) = await host.BeginSlowAsync(30);
        await host.Sandbox.ShAsync("systemctl kill --signal=KILL packagekit.service");
        var ended = await host.Client.EndAsync(job);
        Assert.Equal(("failed", "BACKEND_UNAVAILABLE"), (ended.Text("status"), ended.Text("error_code")));
        Assert.Equal("different", ended.Items("changes").Named(package).Text("outcome"));
        Assert.Null(await host.Sandbox.VersionAsync(package));
        var health = await host.Client.HealthAsync("degraded");
        Assert.Contains(health.Texts("degraded_reasons"),
            r => r.Contains(package, StringComparison.Ordinal) || r.Contains("unfinished", StringComparison.Ordinal));
        await host.Sandbox.ShAsync($"sed -i 's/-lt 30/-lt 0/' /var/lib/dpkg/info/{package}.postinst; dpkg --configure -a >/dev/null");
        await host.Client.HealthAsync("healthy");
        Assert.Equal("completed", (await host.Client.DoneAsync("PUT", "/api/v1/packages/sample-tiny3")).Text("status"));
    }

    [Fact]
    public async Task A_restarted_bus_is_found_again()
    {
        await host.Sandbox.ShAsync("systemctl restart dbus.service || true");
        await Eventually.AsWantedAsync(
            "a plan over the new bus", () =>
                host.Client.PutAsync("/api/v1/packages/sample-tiny4", """{"dry_run":true}"""), a => a.Status == 200);
        Assert.Equal(200, (await host.Client.GetAsync("/api/v1/system/services/cron")).Status);
    }

    private async Task ExpectTroubleAsync()
    {
        var refused = (await host.Client.PutAsync("/api/v1/packages/sample-tiny1")).Expect(503, "BACKEND_UNAVAILABLE");
        Assert.True(refused.Error.Flag("retryable"));
        Assert.True(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture) > 0);
        Assert.Contains("PackageKit", refused.Error.Text("message"));
        (await host.Client.PostAsync("/api/v1/patches/apply", """{"dry_run":true}""")).Expect(503, "BACKEND_UNAVAILABLE");

        var doctor = (await host.Client.GetAsync("/api/v1/system/doctor")).Expect(200).Data;
        Assert.Equal("failed", doctor.Text("status"));
        Assert.Equal("failed", doctor.Items("checks").Named("packagekit").Text("status"));
        Assert.NotNull(doctor.Items("checks").Named("packagekit").Text("remedy"));
        var printed = await host.Sandbox.TryShAsync("linux-patch-api doctor");
        Assert.Equal(1, printed.Exit);
        Assert.Contains("remedy:", printed.Output);

        var health = await host.Client.HealthAsync("degraded");
        Assert.StartsWith("failed:", health.At("checks").Text("package_manager"));
        (await host.Client.GetAsync("/api/v1/packages")).Expect(200);
    }
}
