using System.Text.Json;
using System.Text.Json.Serialization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Api.Idempotency;

/// <summary>
/// Stores first answers to changes that create no job, such as cancellations and deletions; others are stored in their job. One JSON line
/// each, on disk before the answer is sent, and dropped after a day. Entries and bytes are bounded per client and in total: above a limit
/// the oldest of the same client are dropped, never those of another. Thread-safe.
/// </summary>
internal sealed partial class AnswerStore
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly HistoryClock _clock;
    private readonly TimeProvider _time;
    private readonly Dictionary<(string Client, string Key), LinkedListNode<Stored>> _byKey = [];
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private long _bytes;
    private long _fileBytes;

    /// <summary>
    /// True when the file is missing, has unreadable lines or ends with an incomplete one, so that nothing may be appended to it.
    /// </summary>
    private bool _mustRewrite = true;

    /// <param name="path">The file. A missing one is an empty store; unreadable lines are dropped.</param>
    /// <param name="time">The clock that ages the entries.</param>
    /// <param name="boot">This boot, for the same; null when it is not known.</param>
    public AnswerStore(string path, TimeProvider time, int? boot = null)
    {
        (_path, _time) = (path, time);
        var entries = Load();
        _clock = new HistoryClock(entries.Select(e => e.On).OfType<ClockMark>().MaxBy(m => m.On), time, boot);
        foreach (var stored in entries)
        {
            // A line of an earlier release has no elapsed time; its age counts from now.
            Insert(stored.On is not null ? stored : WithMark(stored, _clock.Now()));
        }
    }

    /// <summary>What of the file was not read or not understood; null when nothing.</summary>
    public string? Notice { get; private set; }

    /// <summary>Bytes of all stored answers.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Returns the stored answer; null when there is none or it has expired.</summary>
    /// <param name="client">The fingerprint of the client's certificate.</param>
    public RepeatedAnswer? Find(string client, string key)
    {
        lock (_lock)
        {
            return _byKey.TryGetValue((client, key), out var node) && !IsExpired(node.Value)
                ? Parse(node.Value.Line.AsSpan()[..^1])?.Answer : null;
        }
    }

    /// <summary>
    /// Stores an answer. It is on disk when this returns true; false when it is too large or other clients use up the total.
    /// </summary>
    /// <param name="client">The fingerprint of the client's certificate.</param>
    /// <exception cref="IOException">The answer could not be written.</exception>
    public bool Add(string client, string key, RepeatedAnswer answer)
    {
        lock (_lock)
        {
            var entry = new Entry(client, key, answer, _time.GetUtcNow(), _clock.Now());
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, AnswerJson.Default.Entry), (byte)'\n'];
            foreach (var share in _shares.Values.ToList())
            {
                while (share.Answers.First is { } oldest && IsExpired(oldest.Value))
                {
                    Remove(oldest);
                }
            }

            if (!Insert(new Stored(client, key, line, line.Length, entry.On)))
            {
                return false;
            }

            WriteToDisk(line);
            return true;
        }
    }

    private bool Insert(Stored stored)
    {
        var (client, key) = (stored.Client, stored.Key);
        if (stored.Bytes > AnswerLimits.EntryBytes)
        {
            return false;
        }

        if (_byKey.TryGetValue((client, key), out var previous))
        {
            Remove(previous);
        }

        // Removing the last answer of the client drops its share, so the share is looked up each time.
        while (IsFull(_shares.GetValueOrDefault(client), stored.Bytes))
        {
            if (_shares.GetValueOrDefault(client)?.Answers.First is not { } oldest)
            {
                return false;
            }

            Remove(oldest);
        }

        if (!_shares.TryGetValue(client, out var share))
        {
            _shares.Add(client, share = new Share(client));
        }

        // All answers of a client share one string of its fingerprint.
        _byKey.Add((share.Client, key), share.Answers.AddLast(stored with { Client = share.Client }));
        share.Bytes += stored.Bytes;
        _bytes += stored.Bytes;
        return true;
    }

    private bool IsFull(Share? own, int more) =>
        _byKey.Count >= AnswerLimits.Entries || _bytes + more > AnswerLimits.Bytes
        || (own is not null && (own.Answers.Count >= AnswerLimits.EntriesPerClient || own.Bytes + more > AnswerLimits.BytesPerClient));

    private void Remove(LinkedListNode<Stored> node)
    {
        var (client, key) = (node.Value.Client, node.Value.Key);
        var share = _shares[client];
        share.Answers.Remove(node);
        share.Bytes -= node.Value.Bytes;
        _bytes -= node.Value.Bytes;
        _byKey.Remove((client, key));
        if (share.Answers.Count == 0)
        {
            _shares.Remove(client);
        }
    }

    private bool IsExpired(Stored stored) => _clock.AgeOf(stored.On!.On) >= IdempotencyRules.Retention;

    /// <summary>Appends the line, or rewrites the file when more of it is dropped than live.</summary>
    private void WriteToDisk(byte[] line)
    {
        if (!_mustRewrite && _fileBytes + line.Length <= (2 * _bytes) + AnswerLimits.SlackBytes && TryAppend(line))
        {
            return;
        }

        _mustRewrite = true;
        using var all = new MemoryStream();
        foreach (var node in _byKey.Values)
        {
            all.Write(node.Value.Line);
        }

        var content = all.GetBuffer().AsSpan(0, (int)all.Length);
        if (AtomicFile.Write(_path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite) is { } problem)
        {
            throw new IOException(problem.ToString());
        }

        (_mustRewrite, _fileBytes) = (false, all.Length);
    }

    private bool TryAppend(byte[] line)
    {
        try
        {
            RegularFile.Check(_path);
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.Seek(0, SeekOrigin.End);
            file.Write(line);
            file.Flush(flushToDisk: true);
            _fileBytes += line.Length;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file was removed, or only part of the line was written; a rewrite repairs both.
            return false;
        }
    }

    private List<Stored> Load()
    {
        var entries = new List<Stored>();
        var content = BoundedFile.Read(_path, AnswerLimits.FileBytes);
        if (content.Bytes is not { } bytes)
        {
            Notice = content.Problem is { Reason: not FileFailure.NotFound } problem
                ? $"first answers before this start are not repeated: {problem}" : null;
            return entries;
        }

        var lost = 0;
        _fileBytes = bytes.Length;
        _mustRewrite = bytes is not [.., (byte)'\n'];
        foreach (var range in bytes.AsSpan().Split((byte)'\n'))
        {
            var line = bytes.AsSpan()[range];
            if (line.IsEmpty)
            {
                continue;
            }

            if (Parse(line) is { } entry)
            {
                entries.Add(new Stored(entry.Client, entry.Key, [.. line, (byte)'\n'], line.Length + 1, entry.On));
            }
            else
            {
                _mustRewrite = true;
                lost++;
            }
        }

        Notice = lost > 0 ? $"{_path}: {lost} first answers are damaged or of another version and are not repeated" : null;
        return entries;
    }

    private static Stored WithMark(Stored stored, ClockMark on)
    {
        var entry = Parse(stored.Line.AsSpan()[..^1])! with { On = on };
        return stored with { Line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, AnswerJson.Default.Entry), (byte)'\n'], On = on };
    }

    private static Entry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(line, AnswerJson.Default.Entry);
            return entry is { Client: { Length: > 0 }, Key: not null, Answer: { Digest: not null, Data: not null } } ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One line of the file.</summary>
    /// <param name="On">The mark of elapsed time; null in lines of earlier releases.</param>
    internal sealed record Entry(string Client, string Key, RepeatedAnswer Answer, DateTimeOffset At, ClockMark? On = null);

    /// <summary>An answer as its line in the file; parsed it would take three times the memory.</summary>
    /// <param name="Line">With its line feed.</param>
    /// <param name="Bytes">Length of the line when it was added.</param>
    private readonly record struct Stored(string Client, string Key, byte[] Line, int Bytes, ClockMark? On);

    /// <summary>The answers of one client, oldest first.</summary>
    private sealed class Share(string client)
    {
        public string Client => client;

        public LinkedList<Stored> Answers { get; } = [];

        public long Bytes { get; set; }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(Entry))]
    private sealed partial class AnswerJson : JsonSerializerContext;
}
