using LinuxPatchApi.Audit;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditStoreTests : IDisposable
{
    private readonly AuditSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Each_line_carries_the_hash_of_the_one_before()
    {
        _samples.Run("/a", "/b");
        var lines = File.ReadAllLines(_samples.LogPath);
        Assert.Equal([null, AuditLine.Hash(System.Text.Encoding.UTF8.GetBytes(lines[0]))], _samples.Texts("prev").Select(t => t is { Length: 0 } ? null : t));
        Assert.Equal(["1", "2"], _samples.Texts("seq"));
    }

    [Fact]
    public void Chain_goes_on_after_a_restart()
    {
        _samples.Run("/a", "/b");
        _samples.Run("/c");
        Assert.Equal(["1", "2", "3"], _samples.Texts("seq"));
        _samples.Holds();
    }

    [Fact]
    public void New_day_puts_the_file_aside_and_the_chain_goes_on_in_the_next()
    {
        var files = _samples.ThreeDays();
        Assert.Equal(["audit.log.2026-03-01", "audit.log.2026-03-02", "audit.log"], files.Select(Path.GetFileName));
        Assert.Equal(["7", "8", "9"], _samples.Texts("seq"));
        _samples.Holds();
    }

    [Fact]
    public void Full_file_is_put_aside_within_its_day_under_a_name_of_its_own()
    {
        var store = _samples.Store();
        var big = _samples.Entry(new string('x', AuditLimits.TextLength));
        AuditEntry[] batch = [.. Enumerable.Repeat(big, 1000)];
        while (AuditFiles.Rotated(_samples.LogPath).Count < 2)
        {
            Assert.Null(store.Append(batch));
            _samples.Stamp();
        }

        Assert.Equal(["audit.log.2026-03-01", "audit.log.2026-03-01.2"], AuditFiles.Rotated(_samples.LogPath).Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(AuditFiles.Rotated(_samples.LogPath), f => Assert.InRange(f.Length, AuditLimits.FileBytes, AuditLimits.FileBytes + (2 * 1024 * 1024)));
        _samples.Holds();
    }

    [Fact]
    public void What_is_over_its_time_is_dropped_and_what_is_not_ours_stays()
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
    public void All_files_together_have_a_limit_and_the_oldest_go_first()
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
    public void Torn_last_line_is_left_as_it_is_and_told(int missing)
    {
        _samples.Run("/a", "/b");
        var whole = File.ReadAllBytes(_samples.LogPath);
        File.WriteAllBytes(_samples.LogPath, whole[..^(missing + 1)]);
        _samples.Stamp();
        _samples.Run("/c");
        Assert.StartsWith(System.Text.Encoding.UTF8.GetString(whole[..^(missing + 1)]) + "\n", File.ReadAllText(_samples.LogPath), StringComparison.Ordinal);
        var lines = File.ReadAllLines(_samples.LogPath);
        Assert.Equal(4, lines.Length);
        Assert.Contains("\"kind\":\"break\",\"reason\":\"the file did not end with a whole line: 1 torn\",\"torn_lines\":1", lines[2], StringComparison.Ordinal);
        var finding = Assert.Single(_samples.Verify().Findings, f => f.Line == 2);
        Assert.Equal("1 torn line(s), told by the agent in entry 2", finding.Text);
        _samples.Holds();
    }

    [Fact]
    public void Missing_line_feed_alone_costs_no_entry()
    {
        _samples.Run("/a");
        File.WriteAllBytes(_samples.LogPath, File.ReadAllBytes(_samples.LogPath)[..^1]);
        _samples.Stamp();
        _samples.Run("/b");
        Assert.Equal(["1", "2"], _samples.Texts("seq"));
        Assert.Empty(_samples.Verify().Findings);
    }

    [Fact]
    public void Two_crashes_in_a_row_are_told_together()
    {
        _samples.Run("/a");
        File.AppendAllText(_samples.LogPath, "{\"seq\":2,\"prev\":\"abc\n{\"seq\":2,");
        _samples.Stamp();
        _samples.Run("/b");
        Assert.Contains(_samples.Verify().Findings, f => f.Text == "2 torn line(s), told by the agent in entry 2");
        _samples.Holds();
    }

    [Fact]
    public void Torn_line_at_the_end_of_a_day_is_told_in_the_next_file()
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
    public void Crash_between_putting_aside_and_the_next_line_continues_from_the_former_file()
    {
        _samples.Run("/a");
        File.Move(_samples.LogPath, _samples.LogPath + ".2026-03-01");
        _samples.Run("/b");
        Assert.Equal(["2"], _samples.Texts("seq"));
        _samples.Holds();
    }

    [Fact]
    public void File_of_before_there_was_a_chain_is_kept_under_another_name_and_told()
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
    public void Change_of_the_file_under_the_running_agent_is_told_and_shows(string change)
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
    public void Line_of_a_write_that_the_disk_broke_off_is_taken_back()
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
