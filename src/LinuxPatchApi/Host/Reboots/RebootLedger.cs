using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>
/// The boots that the agent has seen: a file with one JSON line each, appended to, and rewritten with the newest ones when it has twice
/// as many as are kept. Lines that are not understood stay in it, as in the job journal. Keeps this boot in memory when the file cannot be
/// written, or not be read: what is not known is not added to.
/// </summary>
internal sealed class RebootLedger(string path, string downPath)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly List<byte[]> _foreign = [];
    private IReadOnlyList<RebootRecord> _boots = [];
    private FileProblem? _unread;
    private FileProblem? _unwritten;
    private string? _down;

    /// <summary>All boots, newest first.</summary>
    public IReadOnlyList<RebootRecord> Boots => _boots;

    /// <summary>What of these files was not read, not written or not understood, as sentences.</summary>
    public IReadOnlyList<string> Notices =>
    [
        .. _unread is { } unread ? [$"the boots before this one are not known: {unread}"]
            : _unwritten is { } unwritten ? new[] { $"this boot is in memory only: {unwritten}" } : [],
        .. _foreign.Count > 0
            ? new[] { $"{path}: {_foreign.Count} lines are damaged or of another version and are not understood; they are kept" }
            : [],
        .. _down is { } down ? new[] { $"how the host went down is not known: {down}" } : [],
    ];

    /// <summary>Returns the newest boot on disk; null for none.</summary>
    public RebootRecord? Latest() => Read() is { Count: > 0 } boots ? boots[^1] : null;

    /// <summary>Adds this boot unless it is already there: the agent may only have restarted.</summary>
    /// <param name="job">The job that should have rebooted the host; null for none.</param>
    /// <param name="reason">The reason of that job; null when none was given.</param>
    /// <returns>The record of this boot, null when it was already there; and why it could not be written.</returns>
    public (RebootRecord? Record, FileProblem? Problem) See(HostFacts host, Job? job, string? reason, DateTimeOffset now)
    {
        var boots = Read();
        var previous = boots.Count > 0 ? boots[^1] : null;
        if (previous?.BootId == host.BootId)
        {
            _boots = Newest(boots);
            return (null, null);
        }

        var noted = BoundedFile.Read(downPath, RebootLimits.LedgerBytes);
        var down = noted.Bytes is { } bytes ? RebootLines.ReadDown(bytes) : null;
        _down = noted.Problem is { Reason: not FileFailure.NotFound } hidden ? hidden.ToString()
            : noted.Bytes is not null && down is null ? $"{downPath} is damaged or of another version"
            : null;
        var record = RebootCauses.Judge(previous, job, reason, down, host.BootId, host.Kernel, host.BootedAt(), now);
        boots.Add(record);
        _boots = Newest(boots);
        _unwritten = _unread ?? (boots.Count > 2 * RebootLimits.Boots ? Rewrite() : Append(record));
        return (record, _unwritten);
    }

    /// <summary>Records for the next start that the host goes down in an orderly way.</summary>
    public FileProblem? GoesDown(GoingDown seen) =>
        AtomicFile.Write(downPath, RebootLines.Write(seen), Private);

    private static IReadOnlyList<RebootRecord> Newest(List<RebootRecord> boots)
    {
        var newest = boots.GetRange(Math.Max(0, boots.Count - RebootLimits.Boots), Math.Min(boots.Count, RebootLimits.Boots));
        newest.Reverse();
        return newest;
    }

    private List<RebootRecord> Read()
    {
        var boots = new List<RebootRecord>();
        var content = BoundedFile.Read(path, RebootLimits.LedgerBytes);
        _unread = content.Problem is { Reason: not FileFailure.NotFound } problem ? problem : null;
        _foreign.Clear();
        ReadOnlyMemory<byte> bytes = content.Bytes;
        while (!bytes.IsEmpty)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = bytes[Math.Min(line.Length + 1, bytes.Length)..];
            if (RebootLines.ReadBoot(line) is { } record)
            {
                boots.Add(record);
            }
            else if (!line.IsEmpty)
            {
                _foreign.Add([.. line.Span, (byte)'\n']);
            }
        }

        return boots;
    }

    private FileProblem? Append(RebootRecord record)
    {
        try
        {
            RegularFile.Check(path);
            using var file = new FileStream(
                path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = Private });
            file.Position = Math.Max(0, file.Length - 1);
            var isAtLineStart = file.Length == 0 || file.ReadByte() == '\n';
            file.Write(isAtLineStart ? [] : "\n"u8);
            file.Write(RebootLines.Write(record));
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileProblem.From(path, e);
        }
    }

    private FileProblem? Rewrite()
    {
        using var lines = new MemoryStream();
        foreach (var line in _foreign.Skip(_foreign.Count - RebootLimits.Boots))
        {
            lines.Write(line);
        }

        for (var i = _boots.Count - 1; i >= 0; i--)
        {
            lines.Write(RebootLines.Write(_boots[i]));
        }

        return AtomicFile.Write(path, lines.ToArray(), Private);
    }
}
