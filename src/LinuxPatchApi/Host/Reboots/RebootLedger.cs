using System.Text;
using System.Text.Json;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>
/// The boots that the agent saw: a file of one JSON line each, appended to, rewritten with the newest when it has twice as many as are kept.
/// A line that cannot be read is passed over. A ledger that cannot be written keeps this boot in memory.
/// </summary>
internal sealed class RebootLedger(string path, string downPath)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private IReadOnlyList<RebootRecord> _boots = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RebootRecord> Boots => _boots;

    /// <summary>Enters this boot unless it is there already: the agent may only have restarted.</summary>
    /// <param name="job">The job that was to reboot the host; null for none.</param>
    /// <returns>The record of this boot, null when it was there already; and why it could not be kept on the disk.</returns>
    public (RebootRecord? Record, FileProblem? Problem) See(HostFacts host, Job? job, DateTimeOffset now)
    {
        var boots = Read();
        if (boots is [.., { BootId: var last }] && last == host.BootId)
        {
            _boots = Newest(boots);
            return (null, null);
        }

        var down = Parse(File.Exists(downPath) ? BoundedFile.Read(downPath, RebootLimits.LedgerBytes).Bytes : null, RebootJson.Default.GoingDown);
        var record = RebootCauses.Judge(boots.LastOrDefault(), job, down, host.BootId, host.Kernel, host.BootedAt(), now);
        boots.Add(record);
        _boots = Newest(boots);
        return (record, boots.Count > 2 * RebootLimits.Boots ? Write(_boots.Reverse()) : Append(record));
    }

    /// <summary>Notes for the next start that the host goes down in order.</summary>
    public FileProblem? GoesDown(GoingDown seen) =>
        AtomicFile.Write(downPath, JsonSerializer.SerializeToUtf8Bytes(seen, RebootJson.Default.GoingDown), Private);

    private static IReadOnlyList<RebootRecord> Newest(List<RebootRecord> boots)
    {
        var newest = boots.TakeLast(RebootLimits.Boots).ToList();
        newest.Reverse();
        return newest;
    }

    private List<RebootRecord> Read()
    {
        var boots = new List<RebootRecord>();
        var bytes = File.Exists(path) ? BoundedFile.Read(path, RebootLimits.LedgerBytes).Bytes : null;
        foreach (var line in Encoding.UTF8.GetString(bytes ?? []).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(Encoding.UTF8.GetBytes(line), RebootJson.Default.RebootRecord) is { } record)
            {
                boots.Add(record);
            }
        }

        return boots;
    }

    private static T? Parse<T>(byte[]? json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private FileProblem? Append(RebootRecord record)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = Private });
            file.Position = Math.Max(0, file.Length - 1);
            var isAtLineStart = file.Length == 0 || file.ReadByte() == '\n';
            file.Write(isAtLineStart ? [] : "\n"u8);
            file.Write(Line(record));
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileProblem.From(path, e);
        }
    }

    private FileProblem? Write(IEnumerable<RebootRecord> boots) => AtomicFile.Write(path, [.. boots.SelectMany(Line)], Private);

    private static byte[] Line(RebootRecord record) => [.. JsonSerializer.SerializeToUtf8Bytes(record, RebootJson.Default.RebootRecord), (byte)'\n'];
}
