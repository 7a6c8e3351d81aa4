using System.Globalization;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// The journal file: append-only, fsync after each record, compacted by rename. Not thread-safe: the store serialises its calls. Opening
/// never fails: a journal that cannot be written is read, one that cannot be read is left alone, and the content reports the problem.
/// Writing throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when the disk refuses; then nothing was
/// persisted, and the next write tries to open the file again.
/// </summary>
internal sealed class JobJournal : IDisposable
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;
    private readonly JournalContent _content;

    /// <summary>Null while the journal cannot be written.</summary>
    private FileStream? _file;

    /// <summary>Offset of the next record. Whatever a failed write left after it is truncated first.</summary>
    private long _end;

    /// <summary>The path of the open file when it was opened.</summary>
    private string? _openedAs;

    /// <summary>True when the file was replaced and its directory has not been synced yet.</summary>
    private bool _isDirectoryBehind;

    private JobJournal(string path, FileStream? file, JournalContent content) =>
        (_path, _file, _content, _end, _openedAs) = (path, file, content, content.ValidLength, file is null ? null : PathOf(file));

    public long Length => _end;

    /// <summary>
    /// True when the open file is still the one that the next start will read, with everything written. False when it was removed,
    /// renamed, replaced or truncated: further writes into it would be lost.
    /// </summary>
    public bool IsInPlace => _file is not { } file || (PathOf(file) == _openedAs && file.Length >= _end);

    /// <summary>Opens or creates the journal. Truncates a torn tail and copies corrupt lines to <c>*.corrupt</c>.</summary>
    public static (JobJournal Journal, JournalContent Content) Open(JournalLine format, string directory)
    {
        var path = Path.Combine(directory, "journal.log");
        FileStream? file = null;
        JournalContent? content = null;
        try
        {
            file = Create(directory, path);
            content = Read(format, path, file);
            Repair(path, file, content);
            return (new JobJournal(path, file, content), content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            content = (content ?? ReadOnly(format, path)) with { Problem = SystemErrorText.Of(e) };
            return (new JobJournal(path, null, content), content);
        }
    }

    /// <summary>Appends a line; on disk when this returns. A failure leaves the file unchanged.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        var file = Writable();
        SyncDirectory();
        try
        {
            if (file.Length > _end)
            {
                file.SetLength(_end);
            }

            file.Position = _end;
            file.Write(line);
            file.Flush(flushToDisk: true);
            _end += line.Length;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            TryTruncate(file, _end);
            throw AsIOException(e);
        }
    }

    /// <summary>The file with corrupt lines; null when there are none.</summary>
    public string? QuarantinePath => File.Exists(_path + ".corrupt") ? _path + ".corrupt" : null;

    /// <summary>Replaces the file's content by these lines. A crash in between leaves the old file.</summary>
    public void Compact(IEnumerable<byte[]> lines)
    {
        var current = IsInPlace ? Writable() : null;
        var temporary = _path + ".new";
        // It may have been removed with the file.
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!, PrivateFile | UnixFileMode.UserExecute);
        var next = OpenAppend(temporary);
        try
        {
            next.SetLength(0);
            foreach (var line in lines)
            {
                next.Write(line);
            }

            next.Flush(flushToDisk: true);
            QuarantineForeign(current is null);
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // A partial copy must not occupy space that the journal itself lacks.
            TryTruncate(next, 0);
            next.Dispose();
            throw AsIOException(e);
        }

        _file?.Dispose();
        (_file, _end, _openedAs, _isDirectoryBehind) = (next, next.Length, PathOf(next), true);
        SyncDirectory();
    }

    /// <summary>
    /// Syncs the directory before the next append: a power loss must not restore the old file after records were acknowledged.
    /// </summary>
    private void SyncDirectory()
    {
        if (_isDirectoryBehind)
        {
            DirectorySync.Flush(Path.GetDirectoryName(_path)!);
            _isDirectoryBehind = false;
        }
    }

    /// <summary>
    /// True for every form of a refused write; .NET reports EFBIG (a file too large for its file system or quota) as an invalid argument.
    /// </summary>
    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException;

    private static Exception AsIOException(Exception e) => e is ArgumentException
        ? new IOException("the file is too large for its file system", e)
        : e;

    public void Dispose() => _file?.Dispose();

    /// <summary>
    /// Where the file that somebody has put in the journal's place lies since the last compaction, as a clause; null when there was none.
    /// </summary>
    public string? Displaced { get; private set; }

    /// <summary>
    /// Preserves a file that somebody has put in the journal's place, beside those of earlier times: each may be a restored history. Once
    /// all places are taken, the last one is given up, and that is told.
    /// </summary>
    private void QuarantineForeign(bool isLost)
    {
        if (!isLost)
        {
            return;
        }

        Displaced = null;
        if (new FileInfo(_path) is { Exists: true, Length: 0, LinkTarget: null } || !Path.Exists(_path))
        {
            return; // Nothing is lost with an empty file, as a rotation leaves it.
        }

        var places = Enumerable.Range(0, JobLimits.ReplacedJournals)
            .Select(i => i == 0 ? _path + ".replaced" : string.Create(CultureInfo.InvariantCulture, $"{_path}.replaced.{i}")).ToList();
        var free = places.FirstOrDefault(place => !Path.Exists(place));
        File.Move(_path, free ?? places[^1], overwrite: true);
        Displaced = free is null
            ? $"what lay there is kept as {places[^1]}, in the place of an earlier one, which is lost: there are {places.Count} of them"
            : $"what lay there is kept as {free}";
    }

    /// <summary>
    /// Returns the kernel's path of the open file, which follows renames and marks a removal with "(deleted)"; null without /proc.
    /// </summary>
    private static string? PathOf(FileStream file)
    {
        try
        {
            return new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private FileStream Writable()
    {
        if (!IsInPlace)
        {
            throw new IOException($"{_path} was removed, replaced or cut");
        }

        if (_file is { } open)
        {
            return open;
        }

        if (_content.IsUnreadable)
        {
            throw new IOException($"{_content.Problem}; it is not written before a restart of the agent could read it");
        }

        var file = Create(Path.GetDirectoryName(_path)!, _path);
        try
        {
            Repair(_path, file, _content);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _openedAs = PathOf(file);
        return _file = file;
    }

    private static FileStream Create(string directory, string path)
    {
        Directory.CreateDirectory(directory, PrivateFile | UnixFileMode.UserExecute);
        var file = OpenAppend(path);
        DirectorySync.Flush(directory);
        return file;
    }

    private static JournalContent Read(JournalLine format, string path, FileStream file)
    {
        if (file.Length > JobLimits.JournalFileBytes)
        {
            throw new IOException($"{path} has {file.Length} bytes, more than any journal of this agent ({JobLimits.JournalFileBytes})");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return JournalContent.Parse(format, bytes);
    }

    private static JournalContent ReadOnly(JournalLine format, string path)
    {
        try
        {
            using var file = RegularFile.Open(path);
            return Read(format, path, file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return JournalContent.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return JournalContent.Empty with { IsUnreadable = true };
        }
    }

    /// <summary>Truncates the torn tail and saves the corrupt lines, which the next compaction leaves out.</summary>
    private static void Repair(string path, FileStream file, JournalContent content)
    {
        if (content.CorruptLines.Count > 0)
        {
            Quarantine(path + ".corrupt", content.CorruptLines);
        }

        if (content.TornTail)
        {
            file.SetLength(content.ValidLength);
        }

        if (content.LacksLineFeed)
        {
            file.Position = content.ValidLength - 1;
            file.WriteByte((byte)'\n');
            file.Flush(flushToDisk: true);
        }
    }

    private static FileStream OpenAppend(string path)
    {
        RegularFile.Check(path);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            UnixCreateMode = PrivateFile,
            BufferSize = 0,
        });
    }

    private static void Quarantine(string path, IReadOnlyList<byte[]> lines)
    {
        RegularFile.Check(path);
        using var quarantine = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            UnixCreateMode = PrivateFile,
        });
        foreach (var line in lines)
        {
            quarantine.Write(line);
            quarantine.WriteByte((byte)'\n');
        }

        quarantine.Flush(flushToDisk: true);
    }

    private static void TryTruncate(FileStream file, long length)
    {
        try
        {
            file.SetLength(length);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // The next start detects the torn tail; the job was refused, so nobody relies on it.
        }
    }
}
