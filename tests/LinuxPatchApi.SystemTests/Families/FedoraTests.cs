using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>PackageKit 1.4.0 with dnf5.</summary>
public sealed class FedoraTests(FedoraHost host) : RpmConformance<FedoraHost>(host)
{
    /// <summary>No marker and no kernel shows afterwards that the advisory asked for it; dnf 4's backend drops the wish.</summary>
    [Fact]
    public async Task A_wish_of_an_advisory_for_a_reboot_outlives_the_apply_that_may_not_reboot()
    {
        Assert.False((await InfoAsync()).Flag("pending_reboot"));
        var job = await Client.DoneAsync("POST", Apply, """{"packages": ["sample-reboot"]}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        var info = await InfoAsync();
        Assert.True(info.Flag("pending_reboot"), info.ToString());
        Assert.Contains(
            info.Texts("pending_reboot_reasons"), r => r.Contains("the advisory of sample-reboot 2.0-1", StringComparison.Ordinal));
    }
}
