using System.Text.Json;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(
        DateTimeOffset.Parse("2026-03-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    private string LogPath => _directory.File("audit.log");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Entry_is_one_line_of_json_with_all_that_is_known()
    {
        var entry = Entry("/api/v1/packages");
        await WriteAsync(Log(), entry);
        using var json = JsonDocument.Parse(Assert.Single(File.ReadAllLines(LogPath)));
        Assert.Equal(
            ["time", "request_id", "subject", "serial", "fingerprint", "address", "method", "path", "status", "code"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("2026-03-01T12:00:00.000Z", json.RootElement.GetProperty("time").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("code").ValueKind);
    }

    [Theory]
    [InlineData("CN=a\n{\"time\":\"forged\"}")]
    [InlineData("CN=\r\u2028\u0085\0\u001b[2J")]
    [InlineData("CN=\"}{")]
    public async Task Subject_cannot_forge_a_line(string subject)
    {
        await WriteAsync(Log(), Entry("/") with { Subject = subject });
        var line = Assert.Single(File.ReadAllText(LogPath).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(line, char.IsControl);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(subject, json.RootElement.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Log_is_for_root_alone()
    {
        await WriteAsync(Log(), Entry("/"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LogPath));
    }

    [Fact]
    public async Task New_day_puts_the_file_of_yesterday_aside_and_drops_what_is_too_old()
    {
        await WriteAsync(Log(), Entry("/first"));
        File.SetLastWriteTimeUtc(LogPath, _clock.GetUtcNow().UtcDateTime);
        var old = _directory.Write("audit.log.2026-01-01", "old\n");
        File.SetLastWriteTimeUtc(old, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var foreign = _directory.Write("other.log.2026-01-01", "not ours\n");
        File.SetLastWriteTimeUtc(foreign, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _clock.Advance(TimeSpan.FromHours(12));
        await WriteAsync(Log(), Entry("/second"));
        Assert.Contains("/first", File.ReadAllText(LogPath + ".2026-03-01"), StringComparison.Ordinal);
        Assert.Contains("/second", Assert.Single(File.ReadAllLines(LogPath)), StringComparison.Ordinal);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task Same_day_goes_on_in_the_same_file()
    {
        await WriteAsync(Log(), Entry("/first"));
        File.SetLastWriteTimeUtc(LogPath, _clock.GetUtcNow().UtcDateTime);
        await WriteAsync(Log(), Entry("/second"));
        Assert.Equal(2, File.ReadAllLines(LogPath).Length);
    }

    [Fact]
    public async Task What_the_disk_does_not_take_is_counted()
    {
        var log = new AuditLog(_directory.File("none/audit.log"), TimeSpan.FromDays(30), _clock, TestLog.Of<AuditLog>());
        await WriteAsync(log, Entry("/a"), Entry("/b"));
        Assert.Equal(2, log.Lost);
    }

    [Fact]
    public async Task Full_disk_is_counted_and_the_next_line_stands_alone()
    {
        File.CreateSymbolicLink(LogPath, "/dev/full");
        var log = Log();
        await WriteAsync(log, Entry("/a"));
        Assert.Equal(1, log.Lost);
        File.Delete(LogPath);
        await WriteAsync(Log(), Entry("/b"));
        Assert.Single(File.ReadAllLines(LogPath));
    }

    [Fact]
    public async Task Half_a_line_of_a_former_failure_does_not_swallow_the_next_entry()
    {
        File.WriteAllText(LogPath, "{\"time\":\"2026-0");
        File.SetLastWriteTimeUtc(LogPath, _clock.GetUtcNow().UtcDateTime);
        await WriteAsync(Log(), Entry("/b"));
        var lines = File.ReadAllLines(LogPath);
        Assert.Equal(2, lines.Length);
        using var json = JsonDocument.Parse(lines[1]);
        Assert.Equal("/b", json.RootElement.GetProperty("path").GetString());
    }

    [Fact]
    public void Flood_is_counted_and_never_blocks()
    {
        var log = Log();
        for (var i = 0; i < 2048 + 5; i++)
        {
            log.Write(Entry("/"));
        }
        Assert.Equal(5, log.Lost);
    }

    private AuditLog Log() => new(LogPath, TimeSpan.FromDays(30), _clock, TestLog.Of<AuditLog>());

    private AuditEntry Entry(string path) =>
        new(_clock.GetUtcNow(), Guid.NewGuid(), "CN=m", "0A", "ff", "192.0.2.1", "GET", path, 200, null);

    /// <summary>What is queued is still written when the agent goes down.</summary>
    private static async Task WriteAsync(AuditLog log, params AuditEntry[] entries)
    {
        foreach (var entry in entries)
        {
            log.Write(entry);
        }
        await Eventually.SoonAsync(log.RunAsync(new CancellationToken(canceled: true)));
    }
}
