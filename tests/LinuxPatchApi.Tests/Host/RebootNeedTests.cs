using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Host;

public sealed class RebootNeedTests
{
    private static readonly DateTimeOffset Since = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Running and installed kernels, and the kernel that is a reason.</summary>
    [Theory]
    [InlineData("6.1.0-18-amd64", "6.1.0-18-amd64", null)]
    [InlineData("6.1.0-18-amd64", "6.1.0-18-amd64 6.1.0-20-amd64", "6.1.0-20-amd64")]
    [InlineData("6.1.0-9-amd64", "6.1.0-10-amd64 6.1.0-9-amd64", "6.1.0-10-amd64")]
    [InlineData("6.1.0-18-amd64", "6.1.0-17-amd64", null)]
    [InlineData("6.1.0-18-amd64", "6.1.0-20-cloud-amd64", null)]
    [InlineData("6.1.0-18-cloud-amd64", "6.1.0-20-rt-amd64", null)]
    [InlineData("6.1.0-18-cloud-amd64", "6.1.0-20-cloud-amd64", "6.1.0-20-cloud-amd64")]
    [InlineData("6.12.38+deb13-amd64", "6.12.41+deb13-amd64", "6.12.41+deb13-amd64")]
    [InlineData("6.12.38+deb13-amd64", "6.12.41+deb13-cloud-amd64", null)]
    [InlineData("6.1.0-37-amd64", "6.12.41+deb13-amd64", "6.12.41+deb13-amd64")]
    [InlineData("6.8.0-45-generic", "6.8.0-47-generic 6.8.0-47-lowlatency", "6.8.0-47-generic")]
    [InlineData("5.14.0-427.el9.x86_64", "5.14.0-427.13.1.el9_4.x86_64", "5.14.0-427.13.1.el9_4.x86_64")]
    [InlineData("5.14.0-427.el9.x86_64", "5.14.0-503.el9.x86_64+rt", null)]
    [InlineData("6.5.6-300.fc39.x86_64", "6.8.5-300.fc40.x86_64", "6.8.5-300.fc40.x86_64")]
    [InlineData("6.6.41-0-lts", "6.6.44-0-lts 6.6.44-0-virt", "6.6.44-0-lts")]
    [InlineData("6.9.7-arch1-1", "6.9.9-arch2-1", "6.9.9-arch2-1")]
    [InlineData("unknown", "6.1.0-18-amd64", null)]
    [InlineData("6.1.0-18-amd64", "", null)]
    [InlineData("6.1.0-18-amd64", "extramodules", null)]
    [InlineData("6.1.0-0.deb11.13-amd64", "6.1.0-0.deb11.13-amd64 6.1.0-0.deb11.17-amd64", "6.1.0-0.deb11.17-amd64")]
    [InlineData("6.1.0-0.deb11.17-amd64", "6.1.0-0.deb11.9-amd64", null)]
    [InlineData("6.9.7-arch1-1", "6.9.7-arch1-2", "6.9.7-arch1-2")]
    [InlineData("6.1.21-v7+", "6.1.21-v8+", null)]
    [InlineData("6.1-arch1-1", "6.1-arch2-1", "6.1-arch2-1")]
    [InlineData("6.1-arch2-1", "6.1-arch1-3", null)]
    [InlineData("6.1.0-arch9-1", "6.1.0-arch10-1", "6.1.0-arch10-1")]
    [InlineData("6.8.9-zen1-1-zen", "6.8.9-zen1-2-zen 6.8.9-arch2-1", "6.8.9-zen1-2-zen")]
    [InlineData("6.8.5-301.fc40.x86_64", "6.8.5-301.fc41.x86_64", "6.8.5-301.fc41.x86_64")]
    [InlineData("5.14.0-503.el9_4.x86_64", "5.14.0-503.el9_5.x86_64", "5.14.0-503.el9_5.x86_64")]
    [InlineData("6.6.31-rpi7-rpi-v8", "6.6.31-rpi8-rpi-v8", "6.6.31-rpi8-rpi-v8")]
    [InlineData("6.6.31-rpi7-rpi-v8", "6.6.31-rpi8-rpi-2712", null)]
    [InlineData("6.8.9-x64v2-xanmod1", "6.8.9-x64v3-xanmod1", null)]
    [InlineData("6.8.9-x64v3-xanmod1", "6.8.9-x64v3-xanmod2", "6.8.9-x64v3-xanmod2")]
    [InlineData("6.10~rc7-amd64", "6.10-amd64", "6.10-amd64")]
    [InlineData("6.10-amd64", "6.10~rc7-amd64", null)]
    [InlineData("6.10.0-rc6", "6.10.0-rc7", "6.10.0-rc7")]
    [InlineData("6.10.0-rc7", "6.10.0", "6.10.0")]
    [InlineData("6.10.0", "6.10.0-rc7", null)]
    [InlineData("6.1-arch1-1", "6.1-arch", null)]
    [InlineData("6.1.0", "6.1.0-18", "6.1.0-18")]
    public void Case10_Newer_kernel_of_the_same_flavour_is_a_reason(string running, string installed, string? expected)
    {
        var kernels = installed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var reasons = RebootNeed.Reasons(null, [], null, running, kernels);
        Assert.Equal(expected is null ? [] : [$"kernel {expected} is installed, {running} is running"], reasons);
        Assert.Empty(RebootNeed.Reasons(null, [], "lxc", running, kernels));
    }

    [Theory]
    [InlineData("libc6 linux-image-6.1", null, "reboot-required is set because of libc6, linux-image-6.1 since 2026-01-02T03:04:05Z")]
    [InlineData("libc6 linux-image-6.1", "lxc", "reboot-required is set because of libc6 since 2026-01-02T03:04:05Z")]
    [InlineData("linux-image-6.1 linux-base", "lxc", null)]
    [InlineData("", "lxc", "reboot-required is set since 2026-01-02T03:04:05Z")]
    [InlineData("", null, "reboot-required is set since 2026-01-02T03:04:05Z")]
    public void Marker_is_a_reason_unless_a_container_is_reported_of_kernels_only(string packages, string? container, string? expected)
    {
        var marker = new RebootMarker(Since, packages.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            DebFamily.Instance.RebootSignals.KernelPackages);
        Assert.Equal(expected is null ? [] : [expected], RebootNeed.Reasons(marker, [], container, "6.1", []));
    }

    [Fact]
    public void Hint_of_the_package_manager_is_a_reason_everywhere() =>
        Assert.Equal(["the package manager asked for a restart of the system: job x"],
            RebootNeed.Reasons(null, ["job x"], "lxc", "6.1", []));

    /// <summary>An active job, whether somebody inhibits, force, acknowledgement: what prevents the reboot.</summary>
    [Theory]
    [InlineData("", false, false, false, null)]
    [InlineData("pending install", false, false, false, "Blocked")]
    [InlineData("running install", false, false, true, "Blocked")]
    [InlineData("", true, false, false, "Blocked")]
    [InlineData("", true, true, false, null)]
    [InlineData("pending install", false, true, false, null)]
    [InlineData("running install", false, true, false, "DatabaseMutation")]
    [InlineData("running patch_apply", true, true, false, "DatabaseMutation")]
    [InlineData("running update", false, true, true, null)]
    [InlineData("running remove", false, true, false, "DatabaseMutation")]
    [InlineData("running rollback", false, true, false, "DatabaseMutation")]
    [InlineData("running service_restart", false, true, false, null)]
    [InlineData("unclean", false, false, false, "DatabaseUnclean")]
    [InlineData("unclean", false, false, true, "DatabaseUnclean")]
    [InlineData("unclean", true, false, false, "Blocked")]
    [InlineData("unclean", true, true, false, "DatabaseUnclean")]
    [InlineData("unclean", false, true, true, null)]
    public void Reboot_has_three_guard_levels(string job, bool inhibited, bool force, bool acknowledged, string? expected)
    {
        var unclean = job == "unclean" ? new UncleanDatabase(["a 1.0-1 (unpacked)"], "a 1.0-1 (unpacked) not configured") : null;
        Job[] active = job.Length == 0 || unclean is not null ? [] : [Active(job.Split(' '))];
        Inhibitor[] blocking = inhibited ? [new("shutdown", "a", "b", "block", 0, 1)] : [];
        Assert.Equal(expected, RebootGuard.Check(active, blocking, unclean, force, acknowledged)?.ToString());
    }

    [Fact]
    public void Apply_leaves_its_own_reboot_out_for_whatever_stands_in_its_way()
    {
        var unclean = new UncleanDatabase(["a 1.0-1 (unpacked)"], "a 1.0-1 (unpacked) not configured");
        var theirs = new ScheduledShutdown("poweroff", JobSamples.Start);
        Assert.Null(RebootGuard.Against(null, [], null, null));
        Assert.Equal("no logind", RebootGuard.Against("no logind", [], null, theirs));
        Assert.Equal("blocked by a (b)", RebootGuard.Against(null, [new("shutdown", "a", "b", "block", 0, 1)], unclean, theirs));
        Assert.Equal("a 1.0-1 (unpacked) not configured", RebootGuard.Against(null, [], unclean, theirs));
        Assert.Equal(RebootGuard.Theirs(theirs), RebootGuard.Against(null, [], null, theirs));
    }

    private static Job Active(string[] words)
    {
        Assert.True(JobSpelling.Statuses.TryParse(words[0], out var status) & JobSpelling.Operations.TryParse(words[1], out var operation));
        return JobSamples.New(status, operation);
    }
}
