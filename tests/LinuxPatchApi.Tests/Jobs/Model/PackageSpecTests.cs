using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;

namespace LinuxPatchApi.Tests.Jobs.Model;

/// <summary>
/// Packages in the journal: as texts, as they were before they were parsed, so that old records can be read and an older agent can read
/// new ones.
/// </summary>
public sealed class PackageSpecTests
{
    [Theory]
    [InlineData("web", "web", null)]
    [InlineData("web:i386", "web", "i386")]
    public void A_client_s_spelling_is_parsed_once(string text, string name, string? architecture)
    {
        var spec = PackageSpec.Of(text, "1:2-3");
        Assert.Equal(new PackageSpec(name, architecture, "1:2-3"), spec);
        Assert.Equal(text, spec.Text);
    }

    [Theory]
    [InlineData(
        """{"kind":"install","packages":[{"name":"a"},{"name":"b:i386","version":"1:2~3"}],"options":{"force":false,"allow"""
        + """_downgrade":false,"reinstall":false},"keeps_vital":false}""")]
    [InlineData(
        """{"kind":"update","package":{"name":"a:amd64","version":"2"},"options":{"force":true,"allow_downgrade":false"""
        + ""","reinstall":false},"keeps_vital":false}""")]
    [InlineData("""{"kind":"remove","package":"a:i386","force":false,"auto_remove":true,"keeps_vital":true}""")]
    [InlineData(
        """{"kind":"patch_apply","packages":["a","b:i386"],"patches":["DSA-1"],"security_only":false,"exclude":[],"allow"""
        + """_reboot":false,"reboot_delay_seconds":0,"restart_services":false,"keeps_vital":false}""")]
    public void A_request_of_the_journal_is_read_and_written_as_ever(string record)
    {
        var job = Encoding.UTF8.GetString(JournalLine.Record(JobSamples.Line.Format(JobSamples.New()).AsSpan()[..^1]));
        var line = Line(job.Replace(Request(job), record, StringComparison.Ordinal));
        Assert.Equal(record,
            Request(Encoding.UTF8.GetString(JournalLine.Record(JobSamples.Line.Format(JobSamples.Line.Parse(line)!).AsSpan()[..^1]))));
    }

    [Theory]
    [InlineData("""{"name":null}""")]
    [InlineData("""{}""")]
    [InlineData("""{"name":["a"]}""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    public void A_package_of_another_shape_makes_a_record_of_another_version(string package)
    {
        var odd = JobSamples.New() with { Request = new UpdateRequest(PackageSpec.Of("odd"), ChangeOptions.None) };
        var record = Encoding.UTF8.GetString(JournalLine.Record(JobSamples.Line.Format(odd).AsSpan()[..^1]));
        Assert.Null(JobSamples.Line.Parse(Line(record.Replace("""{"name":"odd"}""", package, StringComparison.Ordinal))));
    }

    private static byte[] Line(string record) => Encoding.UTF8.GetBytes(
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(record))[..8])} {record}");

    /// <summary>The text of its request.</summary>
    private static string Request(string record) => JsonDocument.Parse(record).RootElement.GetProperty("request").GetRawText();
}
