using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>Roles by certificate on a running agent, taken up without a restart.</summary>
public sealed class RoleTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    public async Task Roles_count_from_the_next_request_on_and_are_in_the_audit_log()
    {
        using var reader = host.ClientAs(await host.IssueAsync("watcher"));
        using var worker = host.ClientAs(await host.IssueAsync("worker"));
        using var nobody = host.ClientAs(await host.IssueAsync("nobody"));
        (await nobody.GetAsync("/health")).Expect(200);

        await host.Sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", host.Configuration + $"""

            access:
              roles:
                admin: ["fingerprint:{host.Identity.Own!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)}"]
                operator: ["serial:{worker.Identity.Own!.SerialNumber}"]
                reader: ["subject:CN=watch*"]
            """);
        await Eventually.AsWantedAsync(
            "the refusal of a certificate without a role", () => nobody.GetAsync("/health"), a => a.Status == 403);

        var refused = (await nobody.GetAsync("/api/v1/openapi.json")).Expect(403, "FORBIDDEN");
        Assert.Equal(("reader", "none"), (refused.Error.At("details").Text("required_role"), refused.Error.At("details").Text("role")));
        (await reader.GetAsync("/health")).Expect(200);
        (await reader.GetAsync("/api/v1/packages")).Expect(200);
        (await reader.PutAsync("/api/v1/packages/sample-tiny1", """{"dry_run":true}""")).Expect(403, "FORBIDDEN");
        (await worker.PutAsync("/api/v1/packages/sample-tiny1", """{"dry_run":true}""")).Expect(200);
        (await worker.PostAsync("/api/v1/patches/apply", """{"packages":[],"allow_reboot":true}""")).Expect(403, "FORBIDDEN");
        (await worker.PutAsync("/api/v1/packages/linux-patch-api", """{"dry_run":true}""")).Expect(403, "FORBIDDEN");
        (await worker.PostAsync("/api/v1/system/reboot", "{}")).Expect(403, "FORBIDDEN");
        (await host.Client.PostAsync("/api/v1/system/reboot", """{"delay_seconds":3600,"dry_run":true}""")).Expect(200);
        await Eventually.AsWantedAsync("the line of the refusal", () => host.Sandbox.ShAsync("cat /var/log/linux_patch_api/audit.log"),
            log => log.Contains(
                "\"role\":\"operator\",\"method\":\"POST\",\"path\":\"/api/v1/system/reboot\",\"status\":403", StringComparison.Ordinal));
        Assert.Contains("roles by 3 patterns", (await host.Sandbox.TryShAsync("linux-patch-api doctor")).Text);

        await host.Sandbox.WriteAsync(
            "/etc/linux_patch_api/config.yaml", host.Configuration + "\naccess:\n  roles:\n    admin: [\"CN=x\"]\n");
        await Eventually.AsWantedAsync("degraded health", host.Client.HealthAsync, h => h.Text("status") == "degraded");
        (await nobody.GetAsync("/health")).Expect(403);
        var check = await host.Sandbox.TryShAsync("linux-patch-api check-config");
        Assert.Matches(@"config\.yaml:\d+:\d+: error: access\.roles: ""CN=x"" does not name the part of the certificate", check.Text);

        await host.Sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", host.Configuration);
        await Eventually.AsWantedAsync("an answer to everybody", () => nobody.GetAsync("/health"), a => a.Status == 200);
    }
}
