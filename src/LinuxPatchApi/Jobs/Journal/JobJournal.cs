using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// The journal on disk: append-only, fsync'd at each record, compacted by rename. Not thread-safe: the store serialises its calls.
/// Opening never fails: a journal that cannot be written is read, one that cannot be read is left alone, and the content tells the problem.
/// Writing throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when the disk refuses; the caller then has not
/// persisted anything, and the next write tries to open the file again.
/// </summary>
internal sealed class JobJournal : IDisposable
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;
    private readonly JournalContent _content;

    /// <summary>Null as long as the journal cannot be written.</summary>
    private FileStream? _file;

    /// <summary>Where the next record begins. What a failed write may have left behind it is cut off first.</summary>
    private long _end;

    /// <summary>Where the open file lay when it was opened.</summary>
    private string? _place;

    /// <summary>The file was replaced, and its directory is not known to be on the disk.</summary>
    private bool _isDirectoryBehind;

    private JobJournal(string path, FileStream? file, JournalContent content) =>
        (_path, _file, _content, _end, _place) = (path, file, content, content.ValidLength, file is null ? null : PlaceOf(file));

    public long Length => _end;

    /// <summary>The open file lies where the next start looks for it, with all that was written. False when it was removed, renamed, replaced or cut:
    /// what is written into it then is lost.</summary>
    public bool IsInPlace => _file is not { } file || (PlaceOf(file) == _place && file.Length >= _end);

    /// <summary>Opens or creates the journal; a torn tail is cut off, corrupt lines are kept beside it in <c>*.corrupt</c>.</summary>
    public static (JobJournal Journal, JournalContent Content) Open(JournalLine form, string directory)
    {
        var path = Path.Combine(directory, "journal.log");
        FileStream? file = null;
        JournalContent? content = null;
        try
        {
            file = Create(directory, path);
            content = Read(form, path, file);
            Repair(path, file, content);
            return (new JobJournal(path, file, content), content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            content = (content ?? ReadOnly(form, path)) with { Problem = SystemErrorText.Of(e) };
            return (new JobJournal(path, null, content), content);
        }
    }

    /// <summary>Returns after the line is on the disk. On failure the file is as before.</summary>
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
            throw Told(e);
        }
    }

    /// <summary>Where lines lie that did not hold; null when there are none.</summary>
    public string? QuarantinePath => File.Exists(_path + ".corrupt") ? _path + ".corrupt" : null;

    /// <summary>Replaces the file by these lines. A crash in between leaves the old file.</summary>
    public void Compact(IEnumerable<byte[]> lines)
    {
        var former = IsInPlace ? Writable() : null;
        var temporary = _path + ".new";
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!, PrivateFile | UnixFileMode.UserExecute); // It may have been removed with the file.
        var next = OpenAppend(temporary);
        try
        {
            next.SetLength(0);
            foreach (var line in lines)
            {
                next.Write(line);
            }

            next.Flush(flushToDisk: true);
            QuarantineForeign(former is null);
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // Half of a copy must not take the room that the journal itself lacks.
            TryTruncate(next, 0);
            next.Dispose();
            throw Told(e);
        }

        _file?.Dispose();
        (_file, _end, _place, _isDirectoryBehind) = (next, next.Length, PlaceOf(next), true);
        SyncDirectory();
    }

    /// <summary>Before the next append: a power loss must not bring the old file back under records that were acknowledged.</summary>
    private void SyncDirectory()
    {
        if (_isDirectoryBehind)
        {
            DirectorySync.Flush(Path.GetDirectoryName(_path)!);
            _isDirectoryBehind = false;
        }
    }

    /// <summary>The disk's no in each of its forms; the framework tells EFBIG (a file too large for its file system or quota) as a wrong
    /// argument.</summary>
    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException;

    private static Exception Told(Exception e) => e is ArgumentException ? new IOException("the file is too large for its file system", e) : e;

    public void Dispose() => _file?.Dispose();

    /// <summary>What somebody has put in the journal's place is kept beside it.</summary>
    private void QuarantineForeign(bool isLost)
    {
        if (isLost && Path.Exists(_path))
        {
            File.Move(_path, _path + ".replaced", overwrite: true);
        }
    }

    /// <summary>The kernel's own word, which follows renames and tells a removal ("(deleted)"); null without /proc.</summary>
    private static string? PlaceOf(FileStream file)
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

        _place = PlaceOf(file);
        return _file = file;
    }

    private static FileStream Create(string directory, string path)
    {
        Directory.CreateDirectory(directory, PrivateFile | UnixFileMode.UserExecute);
        var file = OpenAppend(path);
        DirectorySync.Flush(directory);
        return file;
    }

    private static JournalContent Read(JournalLine form, string path, FileStream file)
    {
        if (file.Length > JobLimits.JournalFileBytes)
        {
            throw new IOException($"{path} has {file.Length} bytes, more than any journal of this agent ({JobLimits.JournalFileBytes})");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return JournalContent.Parse(form, bytes);
    }

    private static JournalContent ReadOnly(JournalLine form, string path)
    {
        try
        {
            using var file = RegularFile.Open(path);
            return Read(form, path, file);
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

    /// <summary>Cuts the torn tail off and puts the corrupt lines aside, which the next compaction leaves out.</summary>
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
        using var aside = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            UnixCreateMode = PrivateFile,
        });
        foreach (var line in lines)
        {
            aside.Write(line);
            aside.WriteByte((byte)'\n');
        }

        aside.Flush(flushToDisk: true);
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
            // The torn tail is recognised at the next start; the job was refused, so nobody counts on it.
        }
    }
}
