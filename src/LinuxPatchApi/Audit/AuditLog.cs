using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Audit;

/// <summary>
/// Append-only JSON lines, one file a day, kept for the configured time. Never blocks a request: what the disk does not take is
/// counted and shown.
/// </summary>
internal sealed class AuditLog(string path, TimeSpan retention, TimeProvider time, ILogger<AuditLog> logger)
{
    /// <summary>Origin: a minute of requests at the rate limits of ten clients.</summary>
    private const int QueueLength = 2048;

    /// <summary>Between the first entry of a batch and its writing, so that a busy second is a few writes instead of one for each request.
    /// Origin: the queue takes it at 40 000 requests a second. Real time: nothing here depends on what the clock says.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    /// <summary>What a line usually takes; a longer one makes the buffer grow.</summary>
    private const int LineBytes = 512;

    private readonly Channel<AuditEntry> _queue =
        Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _lost;

    /// <summary>Entries that were not written since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Write(AuditEntry entry)
    {
        if (!_queue.Writer.TryWrite(entry))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>The writer; what is queued when <paramref name="shutdown"/> fires is still written.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        await using var stop = shutdown.UnsafeRegister(static q => ((Channel<AuditEntry>)q!).Writer.TryComplete(), _queue);
        await foreach (var first in _queue.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!shutdown.IsCancellationRequested)
            {
                await Task.Delay(Gather, CancellationToken.None).ConfigureAwait(false);
            }

            var batch = new List<AuditEntry> { first };
            while (batch.Count < QueueLength && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            Append(batch);
        }
    }

    private void Append(List<AuditEntry> batch)
    {
        try
        {
            Rotate();
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Read,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            ToLineStart(file);
            file.Write(Lines(batch).WrittenSpan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Add(ref _lost, batch.Count);
            AuditEvents.Lost(logger, batch.Count, e.Message);
        }
    }

    /// <summary>All entries for one write.</summary>
    private static ArrayBufferWriter<byte> Lines(List<AuditEntry> batch)
    {
        var lines = new ArrayBufferWriter<byte>(LineBytes * batch.Count);
        using var writer = new Utf8JsonWriter(lines);
        foreach (var entry in batch)
        {
            // The serializer escapes control characters, so a line cannot be forged.
            JsonSerializer.Serialize(writer, entry, AuditJson.Default.AuditEntry);
            writer.Reset();
            lines.Write("\n"u8);
        }

        return lines;
    }

    /// <summary>A disk that was full in the middle of a line must not join the next entry to it.</summary>
    private static void ToLineStart(FileStream file)
    {
        if (file.Length > 0)
        {
            file.Position = file.Length - 1;
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }
    }

    /// <summary>The first write of a day puts yesterday's file aside and drops what is over its time.</summary>
    private void Rotate()
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LastWriteTimeUtc.Date >= time.GetUtcNow().UtcDateTime.Date)
        {
            return;
        }

        file.MoveTo($"{path}.{file.LastWriteTimeUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", overwrite: true);
        var oldest = time.GetUtcNow().UtcDateTime - retention;
        foreach (var old in new DirectoryInfo(Path.GetDirectoryName(path)!).EnumerateFiles(Path.GetFileName(path) + ".*").Where(f => f.LastWriteTimeUtc < oldest))
        {
            old.Delete();
        }
    }
}
