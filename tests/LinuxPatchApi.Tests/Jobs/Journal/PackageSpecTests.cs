using System.Text;
using System.Text.Json;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Tests.Jobs.Journal;

/// <summary>Packages in the journal: as texts, as they were before they were taken apart, so that old records are read and an older agent reads new
/// ones.</summary>
public sealed class PackageSpecTests
{
    [Theory]
    [InlineData("web", "web", null)]
    [InlineData("web:i386", "web", "i386")]
    public void A_client_s_words_are_taken_apart_once(string text, string name, string? architecture)
    {
        var spec = PackageSpec.Of(text, "1:2-3");
        Assert.Equal(new PackageSpec(name, architecture, "1:2-3"), spec);
        Assert.Equal(text, spec.Text);
    }

    [Theory]
    [InlineData("""{"kind":"install","packages":[{"name":"a"},{"name":"b:i386","version":"1:2~3"}],"options":{"force":false,"allow_downgrade":false,"reinstall":false},"keeps_vital":false}""")]
    [InlineData("""{"kind":"update","package":{"name":"a:amd64","version":"2"},"options":{"force":true,"allow_downgrade":false,"reinstall":false},"keeps_vital":false}""")]
    [InlineData("""{"kind":"remove","package":"a:i386","force":false,"auto_remove":true,"keeps_vital":true}""")]
    [InlineData("""{"kind":"patch_apply","packages":["a","b:i386"],"patches":["DSA-1"],"security_only":false,"exclude":[],"allow_reboot":false,"reboot_delay_seconds":0,"restart_services":false,"keeps_vital":false}""")]
    public void A_request_of_the_journal_is_read_and_written_as_ever(string record)
    {
        var request = JsonSerializer.Deserialize(record, JournalJson.Default.JobRequest)!;
        Assert.Equal(record, JsonSerializer.Serialize(request, JournalJson.Default.JobRequest));
    }

    [Theory]
    [InlineData("""{"name":null}""")]
    [InlineData("""{}""")]
    [InlineData("""{"name":["a"]}""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    public void A_package_of_another_shape_makes_a_record_of_another_version(string package)
    {
        var record = Encoding.UTF8.GetString(JournalLine.Format(JobSamples.New() with { Request = new UpdateRequest(PackageSpec.Of("odd"), ChangeOptions.None) })).Trim()[17..]
            .Replace("""{"name":"odd"}""", package, StringComparison.Ordinal);
        var line = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(record))[..8]) + " " + record;
        Assert.Null(JournalLine.Parse(Encoding.UTF8.GetBytes(line)));
    }
}
