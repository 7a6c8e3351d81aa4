using System.Text;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Tests.Jobs.Model;

/// <summary>The handle of a transaction in the journal: in the format from when PackageKit was the only engine.</summary>
public sealed class TransactionHandleTests
{
    /// <summary>A line as the agent wrote it when the record contained the bus path and the name of its owner.</summary>
    private const string Old =
        """8fc809ae418a5eb5 {"id":"7b49df1d-add1-4e61-b97a-c56991aea289","operation":"patch_apply","request":{"kind":"patch"""
        + """_apply","security_only":false,"exclude":[],"allow_reboot":false,"reboot_delay_seconds":0,"restart_services":false"""
        + ""","keeps_vital":false},"requested_by":{"subject":"CN=manager","serial":"0A","address":"192.0.2.1"},"request"""
        + """_id":"edd114ba-69d3-4ca9-8944-7b6f24835bc1","hidden":false,"boot_id":"boot-1","created_at":"2026-03-01T12:00:00+00"""
        + """:00","updated_at":"2026-03-01T12:00:00+00:00","sequence":1,"status":"running","phase":"queued","progress":0"""
        + ""","message":"","packages":[],"changes":[{"name":"web","architecture":"amd64","action":"upgrade","from_version":"1","to"""
        + """_version":"2","outcome":"planned"}],"automatic":[],"logs":[],"warnings":[],"verdict_outstanding":false,"cancel"""
        + """_requested":false,"cancellable":false,"transaction_path":"/17_deebdcca","transaction_owner":":1.41","is_key"""
        + """_only":false,"is_terminal":false}""";

    [Fact]
    public void A_record_with_a_bus_path_is_read_as_a_handle()
    {
        var job = JournalContent.Parse(JobSamples.Line, Encoding.UTF8.GetBytes(Old + "\n")).Jobs.Single();
        Assert.Equal(new TransactionHandle("/17_deebdcca"), job.Transaction);
        Assert.Equal(JobStatus.Running, job.Status);
    }

    [Fact]
    public void A_new_record_has_the_handle_where_an_older_agent_reads_it()
    {
        var job = JobSamples.New(JobStatus.Running) with { Transaction = new TransactionHandle("any words") };
        var line = Encoding.UTF8.GetString(JobSamples.Line.Format(job));
        Assert.Contains("\"transaction_path\":\"any words\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_without_a_transaction_has_no_handle()
    {
        var line = JobSamples.Line.Format(JobSamples.New());
        Assert.Null(JobSamples.Line.Parse(line.AsSpan()[..^1])!.Transaction);
        Assert.DoesNotContain("transaction_path", Encoding.UTF8.GetString(line), StringComparison.Ordinal);
    }
}
