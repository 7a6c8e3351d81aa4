using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using LinuxPatchApi.Files;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Audit;

/// <summary>
/// The files of the log: appended to, rotated by day and size, dropped by age and total size. The chain goes over all of them and over
/// restarts. What is found torn or changed is told by an entry and left as it is. Not thread-safe; the writer is alone.
/// </summary>
internal sealed class AuditStore(string path, Func<TimeSpan> retention, TimeProvider time, ILogger logger)
{
    private AuditChain? _chain;
    private AuditEntry.Break? _break;

    /// <summary>Length of the current file as it was left; null before the first write.</summary>
    private long? _left;

    /// <summary>Why the chain cannot be believed; null while it can. Stays until the agent restarts.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where the chain stands; null before the first write.</summary>
    public AuditChain? Chain => _chain;

    /// <summary>Appends all of them or, as far as the disk lets it be, none.</summary>
    /// <returns>Null when they are written; else why not.</returns>
    public string? Append(IReadOnlyList<AuditEntry> entries)
    {
        try
        {
            var chain = _chain ??= Resume();
            Rotate();
            using var file = Open();
            Compare(file);
            var (lines, end) = Lines(chain, _break is null ? entries : [_break, .. entries], startsLine: IsAtLineStart(file));
            Write(file, lines.WrittenSpan, entries.Any(e => e.IsVital));
            (_chain, _break, _left) = (end, null, file.Length);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SystemErrorText.Of(e);
        }
    }

    /// <summary>All entries for one write.</summary>
    private static (ArrayBufferWriter<byte> Lines, AuditChain End) Lines(AuditChain chain, IReadOnlyList<AuditEntry> entries, bool startsLine)
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
            Debug.Assert(lines.WrittenCount - start <= AuditLimits.LongestLine, "every text of an entry is cut");
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

    /// <summary>A write that the disk broke off is taken back; where that fails too, the next one finds a torn line.</summary>
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
            if (!TryTakeBack(file, start))
            {
                (_chain, _left) = (null, null);
            }

            throw;
        }
    }

    private static bool TryTakeBack(FileStream file, long length)
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

    /// <summary>The chain goes on from what was written, not from what is found: so whatever was taken away shows.</summary>
    private void Compare(FileStream file)
    {
        if (_left is not { } left || left == file.Length)
        {
            return;
        }

        _break = new AuditEntry.Break(time.GetUtcNow(), $"the file was not as it had been left: {file.Length} bytes, expected {left}", null);
        Tell(_break.Reason);
    }

    /// <summary>Finds the end of the chain after a restart or a failed write.</summary>
    private AuditChain Resume()
    {
        if (!File.Exists(path))
        {
            return Former();
        }

        AuditTail? tail;
        using (var file = Open())
        {
            if (file.Length == 0)
            {
                return Former();
            }

            tail = AuditTail.Read(file);
        }

        if (tail is null)
        {
            return BesideForeign();
        }

        if (tail.Torn is { } torn)
        {
            _break = new AuditEntry.Break(time.GetUtcNow(), $"the file did not end with a whole line: {torn.Lines} torn", torn);
            AuditEvents.Torn(logger, torn.Lines, tail.Chain.ToString());
        }

        return tail.Chain;
    }

    /// <summary>What is in the place of the log has no entry: another program's file, or one before there was a chain.</summary>
    private AuditChain BesideForeign()
    {
        var rotated = AuditFiles.AsForeign(path, time.GetUtcNow());
        File.Move(path, rotated);
        _break = new AuditEntry.Break(time.GetUtcNow(), $"the file held no entry of the chain and was renamed to {Path.GetFileName(rotated)}", null);
        AuditEvents.Foreign(logger, path, rotated);
        return Former();
    }

    /// <summary>The end of the newest file that was rotated.</summary>
    private AuditChain Former()
    {
        var newest = AuditChain.Empty;
        foreach (var rotated in AuditFiles.Rotated(path))
        {
            using var file = rotated.Open(new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
            newest = AuditTail.Read(file) is { } tail && tail.Chain.Sequence > newest.Sequence ? tail.Chain : newest;
        }

        return newest;
    }

    /// <summary>Before the first write of a day, and when the file is full.</summary>
    private void Rotate()
    {
        var file = new FileInfo(path);
        var now = time.GetUtcNow().UtcDateTime;
        if (!file.Exists || file.Length == 0 || (file.LastWriteTimeUtc.Date >= now.Date && file.Length < AuditLimits.FileBytes))
        {
            return;
        }

        using (var whole = Open())
        {
            Compare(whole);
            whole.Flush(flushToDisk: true);
        }

        file.MoveTo(AuditFiles.RotatedPath(path, file.LastWriteTimeUtc));
        _left = 0;
        AuditEvents.Rotated(logger, file.Name, _chain!.ToString());
        Drop(now);
    }

    private void Drop(DateTime now)
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
            AuditEvents.DroppedEarly(logger, early, "all together were too large");
        }
    }

    private void Tell(string problem)
    {
        Problem ??= problem;
        AuditEvents.Changed(logger, problem);
    }
}
