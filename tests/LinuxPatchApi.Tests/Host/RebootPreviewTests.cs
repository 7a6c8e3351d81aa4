using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Host;

/// <summary>What the dry run of a reboot says.</summary>
public sealed class RebootPreviewTests
{
    private static readonly Job Writing = JobSamples.New(JobStatus.Running);
    private static readonly Inhibitor Backup = new("shutdown", "backup", "writing", "block", 0, 1);

    [Fact]
    public void Free_way_has_no_warnings_and_no_packages()
    {
        var plan = RebootPreview.Of(["kernel"], null, null, [], [], null, force: false, acknowledged: false);
        Assert.True(plan.RequiresReboot);
        Assert.Empty(plan.Warnings);
        Assert.Empty(plan.Changes);
        Assert.False(RebootPreview.Of([], null, null, [], [], null, false, false).RequiresReboot);
    }

    [Fact]
    public void Everything_that_blocks_is_named()
    {
        var warnings = RebootPreview.Of([], "no logind", "frozen", [Writing], [Backup], null, force: false, acknowledged: false).Warnings;
        Assert.Equal(["no logind", "frozen", $"job {Writing.Id} (patch_apply) is active; force goes over it",
            "blocked by backup (writing); force goes over it"], warnings);
    }

    [Fact]
    public void Force_leaves_the_risk_to_be_acknowledged()
    {
        Assert.Contains("acknowledge_package_database_corruption_risk",
            Assert.Single(RebootPreview.Of([], null, null, [Writing], [Backup], null, true, false).Warnings), StringComparison.Ordinal);
        Assert.Empty(RebootPreview.Of([], null, null, [Writing], [Backup], null, true, true).Warnings);
    }

    [Fact]
    public void Package_in_part_is_told_with_its_way_out()
    {
        var unclean = new UncleanDatabase(["a 1.0-1 (unpacked)"], "a 1.0-1 (unpacked) not configured: repair");
        var told = "a 1.0-1 (unpacked) not configured: repair; force with acknowledge_package_database_corruption_risk goes over it";
        Assert.Equal([told], RebootPreview.Of([], null, null, [], [], unclean, false, false).Warnings);
        Assert.Equal([told], RebootPreview.Of([], null, null, [], [], unclean, true, false).Warnings);
        Assert.Equal(["blocked by backup (writing); force goes over it", told], RebootPreview.Of([], null, null, [], [Backup], unclean, false, false).Warnings);
        Assert.Empty(RebootPreview.Of([], null, null, [], [], unclean, true, true).Warnings);
    }
}
