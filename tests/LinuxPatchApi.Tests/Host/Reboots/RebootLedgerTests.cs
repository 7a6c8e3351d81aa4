using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Tests.Jobs;
using LinuxPatchApi.Tests.Operations.Reboots;

namespace LinuxPatchApi.Tests.Host.Reboots;

public sealed class RebootLedgerTests : IDisposable
{
    private static readonly DateTimeOffset Now = JobSamples.Start;
    private readonly BootedHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void First_boot_is_of_unknown_cause_and_a_restart_of_the_agent_adds_none()
    {
        See();
        var ledger = See();
        var boot = Assert.Single(ledger.Boots);
        Assert.Equal(("boot-1", RebootCause.Unknown, null, "6.1.0-1-amd64"), (boot.BootId, boot.Cause, boot.KernelBefore, boot.Kernel));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 2, TimeSpan.Zero), boot.BootedAt);
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(_host.LedgerPath));
    }

    [Fact]
    public void Boots_are_newest_first_with_the_kernel_of_the_one_before()
    {
        See();
        _host.Boot("boot-2", "6.1.0-2-amd64");
        See(Job());
        _host.Boot("boot-3", "6.1.0-2-amd64");
        var boots = See().Boots;
        Assert.Equal(
            [("boot-3", RebootCause.Other, "6.1.0-2-amd64"), ("boot-2", RebootCause.Agent, "6.1.0-1-amd64"),
                ("boot-1", RebootCause.Unknown, null)],
            boots.Select(b => (b.BootId, b.Cause, b.KernelBefore)));
        Assert.Equal((JobSamples.Someone, "kernel update"), (boots[1].RequestedBy, boots[1].Reason));
        Assert.Equal((null, null, null), (boots[0].JobId, boots[0].RequestedBy, boots[0].Reason));
    }

    [Fact]
    public void What_was_seen_when_the_host_went_down_belongs_to_the_next_boot_only()
    {
        var ledger = See();
        Assert.Null(ledger.GoesDown(new GoingDown("boot-1", Now, "rack move")));
        _host.Boot("boot-2", "6.1.0-1-amd64");
        Assert.Equal((RebootCause.Other, "rack move", Now), (See().Boots[0].Cause, See().Boots[0].Reason, See().Boots[0].WentDownAt));
        _host.Boot("boot-3", "6.1.0-1-amd64");
        Assert.Equal((RebootCause.Other, null, null), (See().Boots[0].Cause, See().Boots[0].Reason, See().Boots[0].WentDownAt));
    }

    [Fact]
    public void Ledger_is_bounded_and_keeps_the_newest()
    {
        for (var i = 1; i <= (2 * RebootLimits.Boots) + 3; i++)
        {
            _host.Boot($"boot-{i}", "k");
            See();
        }

        Assert.Equal(RebootLimits.Boots + 2, File.ReadAllLines(_host.LedgerPath).Length);
        Assert.Equal(RebootLimits.Boots, See().Boots.Count);
        Assert.Equal($"boot-{(2 * RebootLimits.Boots) + 3}", See().Boots[0].BootId);
    }

    [Theory]
    [InlineData("{\"boot_id\":\"bo")]
    [InlineData("garbage\n")]
    [InlineData("{\"boot_id\":\"\\ud800\"}\n")]
    public void Torn_or_damaged_line_is_passed_over_and_joins_nothing(string damage)
    {
        See();
        File.AppendAllText(_host.LedgerPath, damage);
        _host.Boot("boot-2", "k");
        See();
        Assert.Equal(["boot-2", "boot-1"], See().Boots.Select(b => b.BootId));
    }

    [Fact]
    public void Case62_Lines_of_another_version_stay_through_a_rewrite_and_are_told()
    {
        const string Line = "{\"format\":2,\"boot\":\"of another version\"}";
        File.WriteAllText(_host.LedgerPath, Line + "\n");
        for (var i = 1; i <= (2 * RebootLimits.Boots) + 1; i++)
        {
            _host.Boot($"boot-{i}", "k");
            See();
        }

        var lines = File.ReadAllLines(_host.LedgerPath);
        Assert.Equal((RebootLimits.Boots + 1, Line), (lines.Length, lines[0]));
        var check = StateFilesCheck.Judge(See().Notices);
        Assert.Contains($"{_host.LedgerPath}: 1 lines are damaged or of another version", check.Problem, StringComparison.Ordinal);
        Assert.Single(check.Reasons);
    }

    [Fact]
    public void Case62_Files_that_cannot_be_read_are_told_and_not_added_to()
    {
        See();
        Assert.Empty(See().Notices);
        var large = new string('\n', RebootLimits.LedgerBytes + 1);
        File.WriteAllText(_host.LedgerPath, large);
        File.WriteAllText(_host.DownPath, "{}");
        var ledger = Ledger();
        Assert.NotNull(ledger.See(_host.Facts, null, null, Now).Problem);
        Assert.Equal("boot-1", Assert.Single(ledger.Boots).BootId);
        Assert.Equal(large.Length, new FileInfo(_host.LedgerPath).Length);
        Assert.Equal(
            [$"the boots before this one are not known: {_host.LedgerPath}: "
                + $"is larger than the {RebootLimits.LedgerBytes} bytes that are read",
                $"how the host went down is not known: {_host.DownPath} is damaged or of another version"],
            ledger.Notices);
        Assert.Equal(CheckStatus.Ok, StateFilesCheck.Judge([]).Status);
    }

    [Fact]
    public void Ledger_that_cannot_be_written_is_reported_and_this_boot_is_known_all_the_same()
    {
        Directory.CreateDirectory(_host.LedgerPath);
        var ledger = Ledger();
        Assert.NotNull(ledger.See(_host.Facts, null, null, Now).Problem);
        Assert.Equal("boot-1", Assert.Single(ledger.Boots).BootId);
    }

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(3600, null, false)]
    [InlineData(3600, 3601, true)]
    [InlineData(3600, 1800, false)]
    public void Reboot_before_the_time_of_the_job_has_another_cause(int jobAt, int? downAt, bool isOurs)
    {
        See();
        var down = downAt is { } seconds ? new GoingDown("boot-1", Now.AddSeconds(seconds), null) : null;
        var job = Job() with { RebootAt = Now.AddSeconds(jobAt) };
        var record = RebootCauses.Judge(See().Boots[0], job, null, down, "boot-2", "k", Now.AddSeconds(1801), Now.AddHours(2));
        Assert.Equal((isOurs ? RebootCause.Agent : RebootCause.Other, isOurs ? job.Id : null), (record.Cause, record.JobId));
    }

    private static Job Job() => JobSamples.New(JobStatus.Rebooting, JobOperation.Reboot) with
    {
        Request = new RebootRequest(0, false, "kernel update"),
        RebootAt = Now,
        Reboot = new RebootProof("boot-1", "6.1.0-1-amd64", []),
    };

    private RebootLedger Ledger() => new(_host.LedgerPath, _host.DownPath);

    private RebootLedger See(Job? job = null)
    {
        var ledger = Ledger();
        Assert.Null(ledger.See(_host.Facts, job, (job?.Request as RebootRequest)?.Reason, Now).Problem);
        return ledger;
    }
}
