using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Host;
using LinuxPatchApi.Tests.Host.Reboots;
using LinuxPatchApi.Tests.Jobs;

namespace LinuxPatchApi.Tests.Operations.Reboots;

public sealed class RebootGuardTests
{
    private static readonly DateTimeOffset At = JobSamples.Start;
    private static readonly Inhibitor Backup = new("shutdown", "backup", "a backup runs", "block", 0, 42);

    [Theory]
    [InlineData(null, 0, false, false, "the reboot was withdrawn on the host", false)]
    [InlineData("reboot", 0, false, false, null, true)]
    [InlineData("reboot", 0, true, false, "blocked by backup (a backup runs)", true)]
    [InlineData("reboot", 0, true, true, null, true)]
    [InlineData("poweroff", 0, false, false, "a poweroff at 2026-03-01T12:00:00Z, which somebody scheduled on the host, took its place",
        false)]
    [InlineData("reboot", 60, false, false, "a reboot at 2026-03-01T12:01:00Z, which somebody scheduled on the host, took its place",
        false)]
    public void Last_check_finds_what_others_did(string? type, int later, bool blocked, bool force, string? problem, bool isOurs)
    {
        var scheduled = type is null ? null : new ScheduledShutdown(type, At.AddSeconds(later));
        Assert.Equal((problem, isOurs), RebootGuard.Recheck(scheduled, At, blocked ? [Backup] : [], force));
    }

    [Theory]
    [InlineData(true, "reboot", 0, "reboot by the job")]
    [InlineData(true, null, 0, "reboot by the job")]
    [InlineData(true, "reboot", 60, "reboot by others")]
    [InlineData(true, "poweroff", 0, "poweroff by others")]
    [InlineData(false, "poweroff", 60, "poweroff by others")]
    [InlineData(false, null, 0, null)]
    public void What_takes_the_host_down_is_the_jobs_reboot_unless_somebody_put_another_in_its_place(
        bool reserved, string? type, int later, string? expected)
    {
        var job = reserved ? JobSamples.New() with { RebootAt = At } : null;
        var found = RebootGuard.Scheduled(job, type is null ? null : new ScheduledShutdown(type, At.AddSeconds(later)));
        Assert.Equal(expected, found.What is not { } what ? null : $"{what.Type} by {(found.By is null ? "others" : "the job")}");
        Assert.Equal(found.What is null ? null : At.AddSeconds(later), found.What?.At);
    }

    [Fact]
    public void Proof_names_units_that_failed_since_and_only_those()
    {
        var before = new RebootProof("boot-1", "k1", ["a.service", "b.service"]);
        var proof = RebootEvidence.Complete(before, "boot-2", "k2", ["b.service", "c.service"]);
        Assert.Equal(("boot-2", "k1", "k2"), (proof.NewBootId, proof.KernelBefore, proof.KernelAfter));
        Assert.Equal(["c.service"], proof.NewlyFailed);
        Assert.Null(RebootEvidence.Complete(before, "boot-2", "k2", null).NewlyFailed);
        Assert.Null(RebootEvidence.Complete(before with { FailedBefore = null }, "boot-2", "k2", []).NewlyFailed);
    }

    [Fact]
    public void What_is_not_well_after_the_boot_is_a_warning()
    {
        var proof = new RebootProof("boot-1", "k1", []) { NewlyFailed = ["c.service"] };
        Assert.Equal(
            ["the boot had not finished after 2 minutes; units that fail later are not in this job",
                "units failed that had not failed before: c.service",
                "a reboot is still needed: kernel 2 is installed, 1 is running"],
            RebootReturn.Warnings(proof, isSettled: false, ["kernel 2 is installed, 1 is running"]));
        Assert.Empty(RebootReturn.Warnings(proof with { NewlyFailed = null }, isSettled: true, []));
    }

    /// <summary>logind's caller sends no text with a NUL, so each reboot by that certificate would fail.</summary>
    [Theory]
    [InlineData("CN=a\0b", null, "linux-patch-api: reboot (asked for by CN=a b)")]
    [InlineData("CN=ops", "new\nkernel\u001b[2J", "linux-patch-api: new kernel [2J (asked for by CN=ops)")]
    public void Case34_Wall_message_has_no_control_characters(string subject, string? reason, string expected) => Assert.Equal(
        expected, RebootService.WallMessage(new RebootRequest(0, false, reason), new Requester(subject, "0A", "192.0.2.1")));

    [Fact]
    public void Case34_Wall_message_is_bounded() => Assert.Equal(
        JobLimits.LogLineLength + 1,
        RebootService.WallMessage(new RebootRequest(0, false, null), new Requester(new string('x', 50_000), "0A", "192.0.2.1")).Length);
}
