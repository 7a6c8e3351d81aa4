using System.Text.Json;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly AuditSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public async Task Entry_is_one_line_of_json_with_all_members()
    {
        await WriteAsync(_samples.Log(), _samples.Entry("/api/v1/packages"));
        using var json = JsonDocument.Parse(Assert.Single(File.ReadAllLines(_samples.LogPath)));
        Assert.Equal(
            [
                "seq", "prev", "time", "kind", "request_id", "subject", "serial", "fingerprint", "address", "method", "path", "status",
                "code", "job_id",
            ],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, json.RootElement.GetProperty("seq").GetInt64());
        Assert.Equal("2026-03-01T12:00:00.000Z", json.RootElement.GetProperty("time").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("code").ValueKind);
    }

    [Theory]
    [InlineData("CN=a\n{\"seq\":7}")]
    [InlineData("CN=\r\u2028\u0085\0\u001b[2J")]
    [InlineData("CN=\"}{")]
    [InlineData("CN=\u202Egnp.exe\u2066\u2069\u200F\u061C\u2029\u007f\u009b31m")]
    public async Task Subject_cannot_forge_a_line(string subject)
    {
        await WriteAsync(_samples.Log(), _samples.Entry("/", subject: subject));
        var line = Assert.Single(File.ReadAllText(_samples.LogPath).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(line, c => c is < ' ' or > '~');
        using var json = JsonDocument.Parse(line);
        Assert.Equal(subject, json.RootElement.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Chain_continues_after_a_line_with_a_target_of_any_length_and_form()
    {
        var target = string.Concat(Enumerable.Repeat("\u0001é\"", 8 * 1024));
        await WriteAsync(_samples.Log(), _samples.Entry(target));
        await WriteAsync(_samples.Log(), _samples.Entry("/"));
        Assert.Equal(["1", "2"], _samples.Texts("seq"));
        _samples.Holds();
    }

    [Fact]
    public async Task Log_is_readable_by_its_owner_only()
    {
        await WriteAsync(_samples.Log(), _samples.Entry("/"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_samples.LogPath));
    }

    [Fact]
    public async Task Failed_write_is_counted_shown_and_recorded_in_the_log_once_it_can_be_written()
    {
        var directory = _samples.File("later");
        var log = _samples.Log(Path.Combine(directory, "audit.log"));
        var writing = log.RunAsync();
        log.Write(_samples.Entry("/a"));
        log.Write(_samples.Entry("/b"));
        await Eventually.TrueAsync(() => log.Lost == 2, "the loss");
        Assert.Equal("2 audit entries could not be written", log.Problem);

        Directory.CreateDirectory(directory);
        log.Write(_samples.Entry("/c"));
        log.Complete();
        await Eventually.SoonAsync(writing);
        var lines = File.ReadAllLines(Path.Combine(directory, "audit.log"));
        Assert.Equal(2, lines.Length);
        Assert.Contains("\"kind\":\"lost\",\"count\":2", lines[0], StringComparison.Ordinal);
        Assert.Contains("/c", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, log.Lost);
    }

    [Fact]
    public async Task Entries_lost_to_a_full_disk_are_counted()
    {
        File.CreateSymbolicLink(_samples.LogPath, "/dev/full");
        var log = _samples.Log();
        await WriteAsync(log, _samples.Entry("/a"));
        Assert.Equal(1, log.Lost);
    }

    [Fact]
    public async Task Entries_lost_to_a_full_queue_are_counted_and_recorded_and_never_block()
    {
        var log = _samples.Log();
        for (var i = 0; i < AuditLimits.QueueLength + 5; i++)
        {
            log.Write(_samples.Entry("/", "POST", 202));
        }

        Assert.Equal(5, log.Lost);
        await WriteAsync(log);
        Assert.Equal(AuditLimits.QueueLength + 1, File.ReadAllLines(_samples.LogPath).Length);
        Assert.Contains("5", _samples.Texts("count"));
    }

    [Fact]
    public async Task Entries_are_queued_until_Complete_and_all_of_them_are_written()
    {
        var log = _samples.Log();
        var writing = log.RunAsync();
        for (var i = 0; i < 100; i++)
        {
            log.Write(_samples.Entry($"/{i}"));
        }

        log.Complete();
        await Eventually.SoonAsync(writing);
        Assert.Equal(0, log.Lost);
        Assert.Equal(100, File.ReadAllLines(_samples.LogPath).Length);
        log.Write(_samples.Entry("/late"));
        Assert.Equal(1, log.Lost);
    }

    [Fact]
    public async Task Denied_connections_are_recorded_once_a_minute_with_their_number()
    {
        var log = _samples.Log();
        var writing = log.RunAsync();
        for (var i = 0; i < 5000; i++)
        {
            log.Drop(AuditDrop.AddressDenied, "198.51.100.7");
            log.Drop(AuditDrop.OverLimit, "192.0.2.1");
        }

        _samples.Clock.Advance(TimeSpan.FromSeconds(59));
        log.Write(_samples.Entry("/between"));
        await Eventually.TrueAsync(
            () => File.Exists(_samples.LogPath) && File.ReadAllLines(_samples.LogPath).Length == 1, "the line between");
        _samples.Clock.Advance(TimeSpan.FromSeconds(1));
        log.Complete();
        await Eventually.SoonAsync(writing);
        var drops = _samples.Texts("drops");
        Assert.Equal(2, drops.Count);
        Assert.Equal(
            """[{"what":"address_denied","address":"198.51.100.7","subject":null,"count":5000},"""
                + """{"what":"over_limit","address":"192.0.2.1","subject":null,"count":5000}]""",
            drops[1]);
        _samples.Holds();
    }

    [Fact]
    public async Task Counts_are_recorded_when_the_agent_stops()
    {
        var log = _samples.Log();
        log.Drop(AuditDrop.AddressDenied, "198.51.100.7");
        await WriteAsync(log);
        Assert.Contains("198.51.100.7", Assert.Single(_samples.Texts("drops")), StringComparison.Ordinal);
    }

    /// <summary>Queues the entries, completes the log and only then runs the writer.</summary>
    private static async Task WriteAsync(AuditLog log, params AuditEntry[] entries)
    {
        foreach (var entry in entries)
        {
            log.Write(entry);
        }

        log.Complete();
        await Eventually.SoonAsync(log.RunAsync());
    }
}
