using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>A client whose certificate is revoked while one of its jobs runs and another waits.</summary>
public sealed class LostRightTests(SlowPackageHost host) : IClassFixture<SlowPackageHost>
{
    [Fact]
    public async Task Case39_Waiting_job_of_a_revoked_certificate_does_not_begin_and_the_running_one_is_finished_and_says_so()
    {
        var lost = await host.IssueAsync("lost");
        using var client = host.ClientAs(lost);
        var package = await host.SlowAsync(120);
        var running = await client.JobAsync("POST", "/api/v1/packages", $$"""{"packages":[{"name":"{{package}}"}]}""");
        var waiting = await client.JobAsync("PUT", "/api/v1/packages/sample-tiny1");
        var others = await host.Client.JobAsync("PUT", "/api/v1/packages/sample-tiny2");
        await RevokedAsync(client);
        await host.Sandbox.ShAsync($"touch /var/lib/{package}.go");

        var refused = await host.Client.EndAsync(waiting);
        Assert.Equal(("failed", "PERMISSION_DENIED", false), (
            refused.Text("status"), refused.Text("error_code"), refused.Flag("retryable")));
        Assert.StartsWith(
            "not begun: the certificate that asked for the job, or one above it, is revoked",
            refused.Text("error"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny1"));

        var finished = await host.Client.EndAsync(running);
        Assert.Equal("completed", finished.Text("status"));
        Assert.Contains(finished.Texts("warnings"), w => w.Contains("revoked; the job had begun before", StringComparison.Ordinal));
        Assert.Equal("completed", (await host.Client.EndAsync(others)).Text("status"));
    }

    /// <summary>Until a handshake of the certificate is refused, which is when the list is in force.</summary>
    private async Task RevokedAsync(AgentClient client)
    {
        await host.Sandbox.ShAsync(
            "linux-patch-api pki revoke --directory /root/pki --certificate /root/pki/lost.pem; "
            + "cp /root/pki/crl.pem /etc/linux_patch_api/certs/crl.pem.new; mv /etc/linux_patch_api/certs/crl.pem.new "
            + "/etc/linux_patch_api/certs/crl.pem");
        await Eventually.AsWantedAsync(
            "the refusal",
            async () => (await Record.ExceptionAsync(() => client.GetAsync("/health"))) is HttpRequestException,
            isRefused => isRefused);
    }
}
