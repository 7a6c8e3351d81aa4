using LinuxPatchApi.Audit;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditStoreTests : IDisposable
{
    private readonly AuditSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Each_line_has_the_hash_of_the_previous_one()
    {
        _samples.Run("/a", "/b");
        var lines = File.ReadAllLines(_samples.LogPath);
        Assert.Equal(
            [null, AuditLine.Hash(System.Text.Encoding.UTF8.GetBytes(lines[0]))],
            _samples.Texts("prev").Select(t => t is { Length: 0 } ? null : t));
        Assert.Equal(["1", "2"], _samples.Texts("seq"));
    }

    [Fact]
    public void Chain_continues_after_a_restart()
    {
        _samples.Run("/a", "/b");
        _samples.Run("/c");
        Assert.Equal(["1", "2", "3"], _samples.Texts("seq"));
        _samples.Holds();
    }

    [Fact]
    public void New_day_rotates_the_file_and_the_chain_continues_in_the_next()
    {
        var files = _samples.ThreeDays();
        Assert.Equal(["audit.log.2026-03-01", "audit.log.2026-03-02", "audit.log"], files.Select(Path.GetFileName));
        Assert.Equal(["7", "8", "9"], _samples.Texts("seq"));
        _samples.Holds();
    }

    [Fact]
    public void Full_file_is_rotated_within_its_day_under_a_unique_name()
    {
        var store = _samples.Store();
        var big = _samples.Entry(new string('x', AuditLimits.TextLength));
        AuditEntry[] batch = [.. Enumerable.Repeat(big, 1000)];
        while (AuditFiles.Rotated(_samples.LogPath).Count < 2)
        {
            Assert.Null(store.Append(batch));
            _samples.Stamp();
        }

        var rotated = AuditFiles.Rotated(_samples.LogPath);
        Assert.Equal(["audit.log.2026-03-01", "audit.log.2026-03-01.2"], rotated.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(rotated, f => Assert.InRange(f.Length, AuditLimits.FileBytes, AuditLimits.FileBytes + (2 * 1024 * 1024)));
        _samples.Holds();
    }

    [Fact]
    public void Files_older_than_the_retention_are_deleted_and_other_files_stay()
    {
        var old = _samples.File("audit.log.2026-01-01");
        var foreign = _samples.File("other.log.2026-01-01");
        for (var day = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc); day.Month < 3; day = day.AddDays(1))
        {
            foreach (var name in (string[])["audit", "other"])
            {
                var file = _samples.File($"{name}.log.{day:yyyy-MM-dd}");
                File.WriteAllText(file, "old\n");
                File.SetLastWriteTimeUtc(file, day);
            }
        }

        _samples.Run("/first");
        _samples.Clock.Advance(TimeSpan.FromHours(12));
        _samples.Run("/second");
        Assert.Contains("/first", File.ReadAllText(_samples.LogPath + ".2026-03-01"), StringComparison.Ordinal);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public void Oldest_files_above_the_total_size_are_deleted()
    {
        for (var day = 1; day <= 9; day++)
        {
            var rotated = _samples.File($"audit.log.2026-02-0{day}");
            using (var sparse = File.Create(rotated))
            {
                sparse.SetLength(AuditLimits.TotalBytes / 4);
            }

            File.SetLastWriteTimeUtc(rotated, new DateTime(2026, 2, day, 0, 0, 0, DateTimeKind.Utc));
        }

        _samples.Run("/first");
        _samples.Clock.Advance(TimeSpan.FromDays(1));
        _samples.Run("/second");
        Assert.Equal(
            ["audit.log.2026-02-07", "audit.log.2026-02-08", "audit.log.2026-02-09", "audit.log.2026-03-01"],
            AuditFiles.Rotated(_samples.LogPath).Select(f => f.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Torn_last_line_is_left_as_it_is_and_reported(int missing)
    {
        _samples.Run("/a", "/b");
        var whole = File.ReadAllBytes(_samples.LogPath);
        File.WriteAllBytes(_samples.LogPath, whole[..^(missing + 1)]);
        _samples.Stamp();
        _samples.Run("/c");
        Assert.StartsWith(
            System.Text.Encoding.UTF8.GetString(whole[..^(missing + 1)]) + "\n",
            File.ReadAllText(_samples.LogPath),
            StringComparison.Ordinal);
        var lines = File.ReadAllLines(_samples.LogPath);
        Assert.Equal(4, lines.Length);
        Assert.Contains(
            "\"kind\":\"break\",\"reason\":\"the file did not end with a complete line: 1 torn\",\"torn_lines\":1",
            lines[2],
            StringComparison.Ordinal);
        var finding = Assert.Single(_samples.Verify().Findings, f => f.Line == 2);
        Assert.Equal("1 torn line(s), reported by the agent in entry 2", finding.Text);
        _samples.Holds();
    }

    [Fact]
    public void Missing_line_feed_alone_loses_no_entry()
    {
        _samples.Run("/a");
        File.WriteAllBytes(_samples.LogPath, File.ReadAllBytes(_samples.LogPath)[..^1]);
        _samples.Stamp();
        _samples.Run("/b");
        Assert.Equal(["1", "2"], _samples.Texts("seq"));
        Assert.Empty(_samples.Verify().Findings);
    }

    [Fact]
    public void Two_consecutive_crashes_are_reported_together()
    {
        _samples.Run("/a");
        File.AppendAllText(_samples.LogPath, "{\"seq\":2,\"prev\":\"abc\n{\"seq\":2,");
        _samples.Stamp();
        _samples.Run("/b");
        Assert.Contains(_samples.Verify().Findings, f => f.Text == "2 torn line(s), reported by the agent in entry 2");
        _samples.Holds();
    }

    [Fact]
    public void Torn_line_at_the_end_of_a_day_is_reported_in_the_next_file()
    {
        _samples.Run("/a");
        File.AppendAllText(_samples.LogPath, "{\"seq\":2,");
        _samples.Stamp();
        _samples.Clock.Advance(TimeSpan.FromDays(1));
        _samples.Run("/b");
        Assert.Equal(["break", "request"], _samples.Texts("kind"));
        _samples.Holds();
    }

    [Fact]
    public void Chain_continues_from_the_previous_file_after_a_crash_between_rotation_and_the_next_line()
    {
        _samples.Run("/a");
        File.Move(_samples.LogPath, _samples.LogPath + ".2026-03-01");
        _samples.Run("/b");
        Assert.Equal(["2"], _samples.Texts("seq"));
        _samples.Holds();
    }

    [Fact]
    public void File_from_before_the_chain_existed_is_renamed_and_reported()
    {
        File.WriteAllText(_samples.LogPath, "{\"time\":\"2026-02-28T00:00:00Z\",\"request_id\":\"x\"}\n");
        _samples.Stamp();
        _samples.Run("/a");
        Assert.Equal(["break", "request"], _samples.Texts("kind"));
        Assert.Contains("renamed to audit.log.unchained-20260301T120000Z", _samples.Texts("reason")[0], StringComparison.Ordinal);
        Assert.True(File.Exists(_samples.LogPath + ".unchained-20260301T120000Z"));
        _samples.Holds();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("longer")]
    [InlineData("gone")]
    public void Change_of_the_file_while_the_agent_runs_is_reported_and_breaks_the_chain(string change)
    {
        var store = _samples.Store();
        Assert.Null(store.Append([_samples.Entry("/a")]));
        Assert.Null(store.Append([_samples.Entry("/b")]));
        var lines = File.ReadAllLines(_samples.LogPath);
        switch (change)
        {
            case "cut":
                File.WriteAllText(_samples.LogPath, lines[0] + "\n");
                break;
            case "longer":
                File.AppendAllText(_samples.LogPath, "{\"seq\":3,\"prev\":\"00\",\"time\":\"forged\"}\n");
                break;
            default:
                File.Delete(_samples.LogPath);
                Assert.Null(_samples.Store().Append([_samples.Entry("/other")]));
                break;
        }

        Assert.Null(store.Append([_samples.Entry("/c")]));
        Assert.StartsWith("the file was not as it had been left", store.Problem, StringComparison.Ordinal);
        Assert.Contains("break", _samples.Texts("kind"));
        Assert.Contains(_samples.Verify().Findings, f => f.IsBreak);
    }

    [Fact]
    public void Failed_write_leaves_no_line()
    {
        var store = _samples.Store();
        Assert.Null(store.Append([_samples.Entry("/a")]));
        var rotated = _samples.File("kept");
        File.Move(_samples.LogPath, rotated);
        File.CreateSymbolicLink(_samples.LogPath, "/dev/full");
        Assert.NotNull(store.Append([_samples.Entry("/lost")]));
        File.Delete(_samples.LogPath);
        File.Move(rotated, _samples.LogPath);
        Assert.Null(store.Append([_samples.Entry("/b")]));
        Assert.DoesNotContain("/lost", File.ReadAllText(_samples.LogPath), StringComparison.Ordinal);
        _samples.Holds();
    }
}
