using System.Text.Json;
using System.Text.Json.Serialization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Idempotency;

/// <summary>
/// First answers of changes that made no job (those lie in the job itself): cancels and deletions. One JSON line each, on disk before the answer is
/// sent; gone after a day. Entries and bytes are bounded for each client and for all: over a limit the oldest of the same client go, never
/// another's. Thread-safe.
/// </summary>
internal sealed partial class AnswerStore
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly HistoryClock _clock;
    private readonly TimeProvider _time;
    private readonly Dictionary<(string Client, string Key), LinkedListNode<Kept>> _byKey = [];
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private long _bytes;
    private long _fileBytes;

    /// <summary>The file is not there, or ends in what is no line: nothing may be appended to it.</summary>
    private bool _mustRewrite = true;

    /// <param name="path">The file; a missing or broken one is an empty store, and lines of other releases are left out.</param>
    /// <param name="time">Ages the entries.</param>
    public AnswerStore(string path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        var entries = Load();
        _clock = new HistoryClock(entries.Select(e => e.On).OfType<ClockMark>().MaxBy(m => m.On), time);
        foreach (var kept in entries)
        {
            // A line of a former version says nothing of elapsed time: it counts from now.
            Insert(kept.On is not null ? kept : Dated(kept, _clock.Now()));
        }
    }

    /// <summary>Bytes of the answers that are kept.</summary>
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

    /// <param name="client">The fingerprint of the client's certificate.</param>
    public RepeatedAnswer? Find(string client, string key)
    {
        lock (_lock)
        {
            return _byKey.TryGetValue((client, key), out var node) && !IsOld(node.Value) ? Parse(node.Value.Line.AsSpan()[..^1])?.Answer : null;
        }
    }

    /// <summary>On disk when this returns true. False: too large, or others have taken all the room. Throws <see cref="IOException"/> when it could not
    /// be stored.</summary>
    /// <param name="client">The fingerprint of the client's certificate.</param>
    public bool Add(string client, string key, RepeatedAnswer answer)
    {
        lock (_lock)
        {
            var entry = new Entry(client, key, answer, _time.GetUtcNow(), _clock.Now());
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, AnswerJson.Default.Entry), (byte)'\n'];
            foreach (var share in _shares.Values.ToList())
            {
                while (share.Answers.First is { } oldest && IsOld(oldest.Value))
                {
                    Remove(oldest);
                }
            }

            if (!Insert(new Kept(client, key, line, line.Length, entry.On)))
            {
                return false;
            }

            Store(line);
            return true;
        }
    }

    private bool Insert(Kept kept)
    {
        var (client, key) = (kept.Client, kept.Key);
        if (kept.Bytes > AnswerLimits.EntryBytes)
        {
            return false;
        }

        if (_byKey.TryGetValue((client, key), out var former))
        {
            Remove(former);
        }

        // Removing the client's last answer drops its share, so it is looked up each time.
        while (IsFull(_shares.GetValueOrDefault(client), kept.Bytes))
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

        // One text of each client's name for all of its answers.
        _byKey.Add((share.Client, key), share.Answers.AddLast(kept with { Client = share.Client }));
        share.Bytes += kept.Bytes;
        _bytes += kept.Bytes;
        return true;
    }

    private bool IsFull(Share? own, int more) =>
        _byKey.Count >= AnswerLimits.Entries || _bytes + more > AnswerLimits.Bytes
        || (own is not null && (own.Answers.Count >= AnswerLimits.EntriesPerClient || own.Bytes + more > AnswerLimits.BytesPerClient));

    private void Remove(LinkedListNode<Kept> node)
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

    private bool IsOld(Kept kept) => _clock.AgeOf(kept.On!.On) >= IdempotencyRules.Kept;

    /// <summary>Appends the line, or writes the file anew when more of it is forgotten than known.</summary>
    private void Store(byte[] line)
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

        if (AtomicFile.Write(_path, all.GetBuffer().AsSpan(0, (int)all.Length), UnixFileMode.UserRead | UnixFileMode.UserWrite) is { } problem)
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
            // Removed by somebody, or a part of the line is there: the whole file says more than its end.
            return false;
        }
    }

    private List<Kept> Load()
    {
        var entries = new List<Kept>();
        if (BoundedFile.Read(_path, AnswerLimits.FileBytes).Bytes is not { } bytes)
        {
            return entries;
        }

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
                entries.Add(new Kept(entry.Client, entry.Key, [.. line, (byte)'\n'], line.Length + 1, entry.On));
            }
            else
            {
                _mustRewrite = true;
            }
        }

        return entries;
    }

    private static Kept Dated(Kept kept, ClockMark on)
    {
        var entry = Parse(kept.Line.AsSpan()[..^1])! with { On = on };
        return kept with { Line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, AnswerJson.Default.Entry), (byte)'\n'], On = on };
    }

    private static Entry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AnswerJson.Default.Entry) is { Client: { Length: > 0 }, Key: not null, Answer: { Digest: not null, Data: not null } } entry
                ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="On">On the account of elapsed time; null in lines of former versions.</param>
    internal sealed record Entry(string Client, string Key, RepeatedAnswer Answer, DateTimeOffset At, ClockMark? On = null);

    /// <summary>As in the file: read, an answer takes three times as much.</summary>
    /// <param name="Line">With its line feed.</param>
    /// <param name="Bytes">Of its line when it came.</param>
    private readonly record struct Kept(string Client, string Key, byte[] Line, int Bytes, ClockMark? On);

    /// <summary>What one client has; the oldest first.</summary>
    private sealed class Share(string client)
    {
        public string Client => client;

        public LinkedList<Kept> Answers { get; } = [];

        public long Bytes { get; set; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(Entry))]
    private sealed partial class AnswerJson : JsonSerializerContext;
}
