using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// The journal on disk: append-only, fsync'd at each record, compacted by rename. Not thread-safe: the store serialises its calls.
/// Throws <see cref="IOException"/> when the disk refuses; the caller then has not persisted anything.
/// </summary>
internal sealed class JobJournal : IDisposable
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path;
    private FileStream _file;

    private JobJournal(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    public long Length => _file.Length;

    /// <summary>Opens or creates the journal; a torn tail is cut off, corrupt lines are kept beside it in <c>*.corrupt</c>.</summary>
    public static (JobJournal Journal, JournalContent Content) Open(string directory)
    {
        Directory.CreateDirectory(directory, PrivateFile | UnixFileMode.UserExecute);
        var path = Path.Combine(directory, "journal.log");
        var file = OpenAppend(path);
        DirectorySync.Flush(directory);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var content = JournalContent.Parse(bytes);
        if (content.TornTail)
        {
            file.SetLength(content.ValidLength);
        }

        file.Position = content.ValidLength;
        if (content.CorruptLines.Count > 0)
        {
            SetAside(path + ".corrupt", content.CorruptLines);
        }

        return (new JobJournal(path, file), content);
    }

    /// <summary>Returns after the record is on the disk. On failure the file is as before.</summary>
    public void Append(Job job)
    {
        var start = _file.Length;
        try
        {
            _file.Position = start;
            _file.Write(JournalLine.Format(job));
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            TryTruncate(start);
            throw;
        }
    }

    /// <summary>Replaces the file by one record a job. A crash in between leaves the old file.</summary>
    public void Compact(IEnumerable<Job> jobs)
    {
        var temporary = _path + ".new";
        var next = OpenAppend(temporary);
        try
        {
            next.SetLength(0);
            foreach (var job in jobs)
            {
                next.Write(JournalLine.Format(job));
            }

            next.Flush(flushToDisk: true);
            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        _file.Dispose();
        _file = next;
        // Before the next append: a power loss must not bring the old file back under records that were acknowledged.
        DirectorySync.Flush(Path.GetDirectoryName(_path)!);
    }

    public void Dispose() => _file.Dispose();

    private static FileStream OpenAppend(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.Read,
        UnixCreateMode = PrivateFile,
        BufferSize = 0,
    });

    private static void SetAside(string path, IReadOnlyList<byte[]> lines)
    {
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
    }

    private void TryTruncate(long length)
    {
        try
        {
            _file.SetLength(length);
        }
        catch (IOException)
        {
            // The torn tail is recognised at the next start; the job was refused, so nobody counts on it.
        }
    }
}
