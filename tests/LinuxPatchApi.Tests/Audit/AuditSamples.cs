using System.Text.Json;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Audit.Verification;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Audit;

/// <summary>An audit log in a directory of its own, under a clock that stands.</summary>
internal sealed class AuditSamples : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.Parse("2026-03-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    public string LogPath => _directory.File("audit.log");

    public void Dispose() => _directory.Dispose();

    public string File(string name) => _directory.File(name);

    public AuditLog Log(string? path = null) => new(path ?? LogPath, () => TimeSpan.FromDays(30), Clock, TestLog.Of<AuditLog>());

    public AuditStore Store() => new(LogPath, () => TimeSpan.FromDays(30), Clock, TestLog.Of<AuditLog>());

    public AuditEntry.Request Entry(
        string path, string method = "GET", int status = 200, string? code = null, string subject = "CN=m", string fingerprint = "ff",
        bool isHealth = false) =>
        new(Clock.GetUtcNow(), Guid.NewGuid(), new AuditClient(subject, "0A", fingerprint, "192.0.2.1"), method, path, status, code, null, isHealth);

    /// <summary>Writes entries with a store of their own, as one run of the agent does, and gives the current file its time.</summary>
    public void Run(params string[] paths)
    {
        var store = Store();
        foreach (var path in paths)
        {
            Assert.Null(store.Append([Entry(path)]));
        }

        Stamp();
    }

    /// <summary>The file system knows the real time only.</summary>
    public void Stamp() => System.IO.File.SetLastWriteTimeUtc(LogPath, Clock.GetUtcNow().UtcDateTime);

    /// <summary>Three entries a day for three days: two files rotated and the current one.</summary>
    public IReadOnlyList<string> ThreeDays()
    {
        for (var day = 0; day < 3; day++)
        {
            Run($"/{day}/a", $"/{day}/b", $"/{day}/c");
            Clock.Advance(TimeSpan.FromDays(day < 2 ? 1 : 0));
        }

        return AuditFiles.All(LogPath);
    }

    public AuditVerifier Verify() => AuditCheck.Run(AuditFiles.All(LogPath));

    public void Holds() => Assert.DoesNotContain(Verify().Findings, f => f.IsBreak);

    /// <summary>One string of each entry; null where an entry has no such member.</summary>
    public IReadOnlyList<string?> Texts(string member) =>
    [
        .. System.IO.File.ReadAllLines(LogPath).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty(member, out var value) ? value.ToString() : null;
        }),
    ];
}
