using System.Text.Json;
using LinuxPatchApi.Audit;
using LinuxPatchApi.Audit.Verification;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Audit;

/// <summary>An audit log in a temporary directory, with a fake clock.</summary>
internal sealed class AuditSamples : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public string LogPath => _directory.File("audit.log");

    public void Dispose() => _directory.Dispose();

    public string File(string name) => _directory.File(name);

    public AuditLog Log(string? path = null) => new(path ?? LogPath, () => TimeSpan.FromDays(30), Clock, TestLog.Of<AuditLog>());

    public AuditStore Store() => new(LogPath, () => TimeSpan.FromDays(30), Clock, TestLog.Of<AuditLog>());

    public AuditEntry.Request Entry(
        string path, string method = "GET", int status = 200, string? code = null, string subject = "CN=m", string fingerprint = "ff",
        bool isHealth = false) =>
        new(
            Clock.GetUtcNow(), Guid.NewGuid(), new AuditClient(subject, "0A", fingerprint, "192.0.2.1"), method, path, status, code, null,
            isHealth,
            status == 429 ? AuditRefusal.Rate : AuditRefusal.None);

    /// <summary>Writes entries with a store of their own, as one run of the agent does, and sets the mtime of the file.</summary>
    public void Run(params string[] paths)
    {
        var store = Store();
        foreach (var path in paths)
        {
            Assert.Null(store.Append([Entry(path)]));
        }

        Stamp();
    }

    /// <summary>Sets the mtime of the current file to the fake time.</summary>
    public void Stamp() => System.IO.File.SetLastWriteTimeUtc(LogPath, Clock.GetUtcNow().UtcDateTime);

    /// <summary>Writes three entries a day for three days: two rotated files and the current one.</summary>
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

    /// <summary>Returns one member of each entry; null where an entry lacks it.</summary>
    public IReadOnlyList<string?> Texts(string member) =>
    [
        .. System.IO.File.ReadAllLines(LogPath).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty(member, out var value) ? value.ToString() : null;
        }),
    ];
}
