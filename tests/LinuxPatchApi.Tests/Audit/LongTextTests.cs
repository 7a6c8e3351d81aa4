using System.Text;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Audit.Verification;

namespace LinuxPatchApi.Tests.Audit;

/// <summary>Texts of a peer of any length, and long lines in the log.</summary>
public sealed class LongTextTests : IDisposable
{
    /// <summary>Control characters have the longest escapes.</summary>
    private static readonly string Hostile = new('\u0001', 50_000);

    private readonly AuditSamples _samples = new();

    private AuditClient Client => new(Hostile, Hostile, Hostile, Hostile, "admin");

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Case34_The_worst_entries_stay_below_the_longest_line()
    {
        var now = _samples.Clock.GetUtcNow();
        AuditEntry[] worst =
        [
            new AuditEntry.Request(now, Guid.NewGuid(), Client, Hostile, Hostile, 999, Hostile, Guid.NewGuid()),
            new AuditEntry.JobEnded(
                now, Guid.NewGuid(), Guid.NewGuid(), Client, Hostile, Hostile, Hostile, Hostile, now,
                [new AuditChange("package", Hostile, "upgrade", Hostile, Hostile, Hostile)]),
            new AuditEntry.Dropped(now, now, [.. Enumerable.Range(0, AuditLimits.DropRows + 2).Select(_ => new AuditDropRow(
                AuditDrop.AddressDenied, "2001:db8:1234:1234:1234:1234:1234:1234", Hostile) { Count = long.MaxValue })]),
            new AuditEntry.Break(now, Hostile, new TornLines(int.MaxValue, new string('f', 64))),
            new AuditEntry.Agent(now, "start", Hostile, Hostile),
            new AuditEntry.Lost(now, long.MaxValue),
        ];
        Assert.Null(_samples.Store().Append(worst));
        Assert.All(
            File.ReadAllLines(_samples.LogPath), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 1, AuditLimits.LongestLine));
        _samples.Holds();
    }

    [Fact]
    public void Case34_A_truncated_subject_shows_its_length()
    {
        Assert.Null(_samples.Store().Append([_samples.Entry("/a", subject: new string('n', 50_000))]));
        Assert.EndsWith("n… (50000 characters)", _samples.Texts("subject")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Case34_A_long_line_of_an_earlier_agent_keeps_its_place_in_the_chain(bool isComplete)
    {
        _samples.Run("/a", "/b");
        var lines = File.ReadAllLines(_samples.LogPath);
        var previous = AuditLine.Hash(Encoding.UTF8.GetBytes(lines[1]));
        var longLine = $"{{\"seq\":3,\"prev\":\"{previous}\",\"subject\":\"{new string('x', 3 * AuditLimits.LongestLine)}";
        File.AppendAllText(_samples.LogPath, longLine + (isComplete ? "\"}\n" : ""));
        _samples.Stamp();
        _samples.Run("/c");
        Assert.Equal([_samples.LogPath], AuditFiles.All(_samples.LogPath));
        Assert.Empty(AuditFiles.Unexpected(_samples.LogPath));
        _samples.Holds();
        Assert.Equal(4, _samples.Verify().Chain.Sequence);
    }

    [Fact]
    public void Case34_A_renamed_or_foreign_file_beside_the_chain_is_a_finding()
    {
        _samples.ThreeDays();
        Assert.Empty(AuditCheck.UnexpectedFiles(_samples.LogPath));
        File.Copy(_samples.LogPath, _samples.LogPath + ".old");
        File.WriteAllText(_samples.LogPath + ".unchained-20260301T120000Z", "x\n");
        File.WriteAllText(_samples.LogPath + ".2026-03-01.2", "");
        Assert.Equal(
            [_samples.LogPath + ".old", _samples.LogPath + ".unchained-20260301T120000Z"],
            AuditCheck.UnexpectedFiles(_samples.LogPath).Where(f => f.IsBreak).Select(f => f.File));
    }

    [Fact]
    public void Case34_A_chain_that_begins_at_1_beside_older_files_is_a_break()
    {
        var files = _samples.ThreeDays();
        File.Delete(files[2]);
        File.Delete(files[1]);
        var older = File.ReadAllBytes(files[0]);
        File.Delete(files[0]);
        _samples.Run("/new");
        File.WriteAllBytes(files[0], older);
        Assert.Contains(_samples.Verify().Findings, f => f.IsBreak);
    }
}
