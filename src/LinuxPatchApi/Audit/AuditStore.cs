using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using LinuxPatchApi.Files;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Audit;

/// <summary>
/// The files of the log: appended to, rotated by day and size, deleted by age and total size. The chain spans all of them and all
/// restarts. Torn or changed lines are recorded by an entry and left as they are. Not thread-safe: only the writer uses it.
/// </summary>
internal sealed class AuditStore(string path, Func<TimeSpan> retention, TimeProvider time, ILogger logger)
{
    private AuditChain? _chain;
    private AuditEntry.Break? _break;

    /// <summary>Bytes of the current file after the last write; null before the first write.</summary>
    private long? _expectedLength;

    /// <summary>Why the chain cannot be trusted; null while it can. Remains until the agent restarts.</summary>
    public string? Problem { get; private set; }

    /// <summary>The end of the chain; null before the first write.</summary>
    public AuditChain? Chain => _chain;

    /// <summary>Appends all entries or, as far as the disk permits, none.</summary>
    /// <returns>Null when they are written; else why not.</returns>
    public string? Append(IReadOnlyList<AuditEntry> entries)
    {
        try
        {
            var chain = _chain ??= Resume();
            Rotate();
            using var file = Open();
            CheckLength(file);
            var (lines, end) = Lines(chain, _break is null ? entries : [_break, .. entries], startsLine: IsAtLineStart(file));
            Write(file, lines.WrittenSpan, entries.Any(e => e.IsVital));
            (_chain, _break, _expectedLength) = (end, null, file.Length);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SystemErrorText.Of(e);
        }
    }

    /// <summary>Formats all entries for one write.</summary>
    private static (ArrayBufferWriter<byte> Lines, AuditChain End) Lines(
        AuditChain chain, IReadOnlyList<AuditEntry> entries, bool startsLine)
    {
        var lines = new ArrayBufferWriter<byte>(AuditLimits.LineBytes * entries.Count);
        if (!startsLine)
        {
            lines.Write("\n"u8);
        }

        using var writer = new Utf8JsonWriter(lines);
        foreach (var entry in entries)
        {
            var start = lines.WrittenCount;
            AuditLine.Write(writer, entry, chain.Sequence + 1, chain.Hash);
            Debug.Assert(lines.WrittenCount - start <= AuditLimits.LongestLine, "every text of an entry is truncated");
            chain = new AuditChain(chain.Sequence + 1, AuditLine.Hash(lines.WrittenSpan[start..]));
            writer.Reset();
            lines.Write("\n"u8);
        }

        return (lines, chain);
    }

    private FileStream Open()
    {
        RegularFile.Check(path);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        });
    }

    /// <summary>Truncates the file again when a write fails midway. Where that fails too, the next write finds a torn line.</summary>
    private void Write(FileStream file, ReadOnlySpan<byte> lines, bool isVital)
    {
        var start = file.Length;
        try
        {
            file.Position = start;
            file.Write(lines);
            file.Flush(flushToDisk: isVital);
        }
        catch (IOException)
        {
            if (!TryTruncate(file, start))
            {
                (_chain, _expectedLength) = (null, null);
            }

            throw;
        }
    }

    private static bool TryTruncate(FileStream file, long length)
    {
        try
        {
            file.SetLength(length);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsAtLineStart(FileStream file)
    {
        if (file.Length == 0)
        {
            return true;
        }

        file.Position = file.Length - 1;
        return file.ReadByte() == '\n';
    }

    /// <summary>
    /// Records a break when the file was changed. The chain continues from what was written, so that a removed line shows.
    /// </summary>
    private void CheckLength(FileStream file)
    {
        if (_expectedLength is not { } expected || expected == file.Length)
        {
            return;
        }

        _break = new AuditEntry.Break(
            time.GetUtcNow(), $"the file was not as it had been left: {file.Length} bytes, expected {expected}", null);
        Report(_break.Reason);
    }

    /// <summary>Finds the end of the chain after a restart or a failed write.</summary>
    private AuditChain Resume()
    {
        if (!File.Exists(path))
        {
            return RotatedEnd();
        }

        AuditTail? tail;
        using (var file = Open())
        {
            if (file.Length == 0)
            {
                return RotatedEnd();
            }

            tail = AuditTail.Read(file);
        }

        if (tail is null)
        {
            return QuarantineForeign();
        }

        if (tail.Torn is { } torn)
        {
            _break = new AuditEntry.Break(time.GetUtcNow(), $"the file did not end with a complete line: {torn.Lines} torn", torn);
            AuditEvents.Torn(logger, torn.Lines, tail.Chain.ToString());
        }

        return tail.Chain;
    }

    /// <summary>Renames a file without entries in place of the log: another program's, or one from before the chain existed.</summary>
    private AuditChain QuarantineForeign()
    {
        var quarantine = AuditFiles.ForeignPath(path, time.GetUtcNow());
        File.Move(path, quarantine);
        _break = new AuditEntry.Break(
            time.GetUtcNow(), $"the file held no entry of the chain and was renamed to {Path.GetFileName(quarantine)}", null);
        AuditEvents.Foreign(logger, path, quarantine);
        return RotatedEnd();
    }

    /// <summary>Returns the end of the chain in the rotated files; an empty chain when there are none.</summary>
    private AuditChain RotatedEnd()
    {
        var newest = AuditChain.Empty;
        foreach (var rotated in AuditFiles.Rotated(path))
        {
            using var file = rotated.Open(new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
            newest = AuditTail.Read(file) is { } tail && tail.Chain.Sequence > newest.Sequence ? tail.Chain : newest;
        }

        return newest;
    }

    /// <summary>Rotates before the first write of a day, and when the file is full.</summary>
    private void Rotate()
    {
        var file = new FileInfo(path);
        var now = time.GetUtcNow().UtcDateTime;
        if (!file.Exists || file.Length == 0 || (file.LastWriteTimeUtc.Date >= now.Date && file.Length < AuditLimits.FileBytes))
        {
            return;
        }

        using (var current = Open())
        {
            CheckLength(current);
            current.Flush(flushToDisk: true);
        }

        file.MoveTo(AuditFiles.RotatedPath(path, file.LastWriteTimeUtc));
        _expectedLength = 0;
        AuditEvents.Rotated(logger, file.Name, _chain!.ToString());
        DropOld(now);
    }

    private void DropOld(DateTime now)
    {
        var rotated = AuditFiles.Rotated(path);
        var kept = AuditFiles.Kept([.. rotated.Select(f => f.LastWriteTimeUtc)], now, retention());
        foreach (var file in rotated.Take(rotated.Count - kept))
        {
            file.Delete();
        }

        var total = 0L;
        var early = 0;
        for (var i = rotated.Count - 1; i >= rotated.Count - kept; i--)
        {
            total += rotated[i].Length;
            if (total > AuditLimits.TotalBytes)
            {
                rotated[i].Delete();
                early++;
            }
        }

        if (early > 0)
        {
            AuditEvents.DroppedEarly(logger, early, "their total size was above the limit");
        }
    }

    private void Report(string problem)
    {
        Problem ??= problem;
        AuditEvents.Changed(logger, problem);
    }
}
