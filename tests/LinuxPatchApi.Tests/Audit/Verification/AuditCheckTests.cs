using LinuxPatchApi.Audit;
using LinuxPatchApi.Audit.Verification;

namespace LinuxPatchApi.Tests.Audit.Verification;

/// <summary>Logs of three days with nine entries, changed by somebody else.</summary>
public sealed class AuditCheckTests : IDisposable
{
    private readonly AuditSamples _samples = new();
    private readonly IReadOnlyList<string> _files;

    public AuditCheckTests() => _files = _samples.ThreeDays();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Untouched_log_holds_and_its_end_is_reported()
    {
        var checkedLog = _samples.Verify();
        Assert.Empty(checkedLog.Findings);
        Assert.Equal((9, 1, 9), (checkedLog.Entries, checkedLog.First, checkedLog.Chain.Sequence));
        Assert.Equal(AuditLine.Hash(System.Text.Encoding.UTF8.GetBytes(File.ReadAllLines(_files[2])[^1])), checkedLog.Chain.Hash);
    }

    [Fact]
    public void Order_of_the_names_does_not_matter()
    {
        Assert.Empty(AuditCheck.Run([.. _files.Reverse()]).Findings);
    }

    [Fact]
    public void Changed_line_shows_at_the_next_with_both_hashes()
    {
        var lines = File.ReadAllLines(_files[1]);
        var claimed = AuditLine.Hash(System.Text.Encoding.UTF8.GetBytes(lines[0]));
        lines[0] = lines[0].Replace("CN=m", "CN=x", StringComparison.Ordinal);
        File.WriteAllLines(_files[1], lines);
        var finding = Assert.Single(_samples.Verify().Findings);
        Assert.Equal((_files[1], 2, true), (finding.File, finding.Line, finding.IsBreak));
        Assert.StartsWith(
            $"hash of the line before entry 5: expected {AuditLine.Hash(System.Text.Encoding.UTF8.GetBytes(lines[0]))}, found {claimed}",
            finding.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_last_line_of_a_file_shows_in_the_next_file()
    {
        var lines = File.ReadAllLines(_files[0]);
        lines[2] = lines[2].Replace(":200,", ":201,", StringComparison.Ordinal);
        File.WriteAllLines(_files[0], lines);
        var finding = Assert.Single(_samples.Verify().Findings);
        Assert.Equal((_files[1], 1), (finding.File, finding.Line));
    }

    [Fact]
    public void Removed_line_shows()
    {
        var lines = File.ReadAllLines(_files[1]);
        File.WriteAllLines(_files[1], [lines[0], lines[2]]);
        var findings = _samples.Verify().Findings;
        Assert.Equal("number of the entry: expected 5, found 6 (entries 5 to 5 are missing)", findings[0].Text);
        Assert.All(findings, f => Assert.Equal((_files[1], 2), (f.File, f.Line)));
    }

    [Fact]
    public void Reordered_lines_show()
    {
        var lines = File.ReadAllLines(_files[1]);
        File.WriteAllLines(_files[1], [lines[0], lines[2], lines[1]]);
        Assert.Equal(
            [
                "number of the entry: expected 5, found 6 (entries 5 to 5 are missing)",
                "number of the entry: expected 7, found 5 (out of order or repeated)",
                "number of the entry: expected 6, found 7 (entries 6 to 6 are missing)",
            ],
            _samples.Verify().Findings.Select(f => f.Text).Where(t => t.StartsWith("number", StringComparison.Ordinal)));
    }

    [Fact]
    public void Renumbered_lines_show_by_their_hashes()
    {
        var lines = File.ReadAllLines(_files[2]);
        File.WriteAllLines(_files[2], [lines[0], lines[2].Replace("\"seq\":9", "\"seq\":8", StringComparison.Ordinal)]);
        Assert.StartsWith("hash of the line before entry 8", Assert.Single(_samples.Verify().Findings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Removed_file_inside_the_chain_shows()
    {
        File.Delete(_files[1]);
        var findings = _samples.Verify().Findings;
        Assert.Equal(
            (_files[2], 1, "number of the entry: expected 4, found 7 (entries 4 to 6 are missing)"),
            (findings[0].File, findings[0].Line, findings[0].Text));
    }

    [Fact]
    public void Oldest_files_may_be_missing()
    {
        File.Delete(_files[0]);
        var checkedLog = _samples.Verify();
        Assert.Empty(checkedLog.Findings);
        Assert.Equal(4, checkedLog.First);
    }

    [Fact]
    public void Foreign_line_is_quoted_in_its_finding()
    {
        File.AppendAllText(_files[0], "not\u001b an entry\n");
        var finding = Assert.Single(_samples.Verify().Findings);
        Assert.Equal((_files[0], 4, true), (finding.File, finding.Line, finding.IsBreak));
        Assert.Equal("not an entry: expected entry 4, found 'not? an entry'", finding.Text);
    }

    [Fact]
    public void Report_of_torn_lines_covers_only_what_was_torn()
    {
        File.AppendAllText(_samples.LogPath, "{\"seq\":10,");
        _samples.Stamp();
        _samples.Run("/after");
        _samples.Holds();
        var changed = File.ReadAllText(_samples.LogPath).Replace("{\"seq\":10,\n", "{\"seq\":11,\n", StringComparison.Ordinal);
        File.WriteAllText(_samples.LogPath, changed);
        Assert.Contains(
            _samples.Verify().Findings, f => f.IsBreak && f.Text.StartsWith("not an entry: expected entry 10", StringComparison.Ordinal));
    }

    [Fact]
    public void Line_being_written_is_not_a_break()
    {
        File.AppendAllText(_samples.LogPath, "{\"seq\":10,");
        var finding = Assert.Single(_samples.Verify().Findings);
        Assert.Equal((4, false), (finding.Line, finding.IsBreak));
    }

    [Fact]
    public void Every_changed_byte_of_a_rotated_file_shows()
    {
        var bytes = File.ReadAllBytes(_files[0]);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            File.WriteAllBytes(_files[0], changed);
            Assert.True(_samples.Verify().Findings.Any(f => f.IsBreak), $"byte {i}");
        }
    }

    [Fact]
    public void Very_long_line_is_not_an_entry()
    {
        using (var file = new FileStream(_files[0], FileMode.Append))
        {
            file.Write(new byte[(3 * AuditLimits.LongestLine) + 7]);
            file.WriteByte((byte)'\n');
        }

        Assert.Contains(_samples.Verify().Findings, f => f.IsBreak && f.File == _files[0] && f.Line == 4);
    }
}
