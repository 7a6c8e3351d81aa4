using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Api.Idempotency;

/// <summary>
/// First answers of requests that made no job (those lie in the job itself): cancels, deletions, dry runs. One JSON line each,
/// on disk before the answer is sent; entries beyond a day are dropped.
/// </summary>
internal sealed partial class AnswerStore
{
    /// <summary>Origin: a client that repeats itself every minute of a day.</summary>
    private const int MaxEntries = 1440;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Action<string, ReadOnlySpan<byte>> _write;
    private readonly TimeProvider _time;
    private readonly Dictionary<(string Subject, string Key), Entry> _entries = [];

    /// <param name="path">The file; a missing or broken one is an empty store.</param>
    /// <param name="write">Replaces a file in one step; throws <see cref="IOException"/>.</param>
    /// <param name="time">Ages the entries.</param>
    public AnswerStore(string path, Action<string, ReadOnlySpan<byte>> write, TimeProvider time)
    {
        (_path, _write, _time) = (path, write, time);
        foreach (var entry in Load(path))
        {
            _entries[(entry.Subject, entry.Key)] = entry;
        }
    }

    public RepeatedAnswer? Find(string subject, string key)
    {
        lock (_lock)
        {
            return _entries.TryGetValue((subject, key), out var entry) && _time.GetUtcNow() - entry.At < IdempotencyRules.Kept ? entry.Answer : null;
        }
    }

    /// <summary>On disk when this returns. Throws <see cref="IOException"/> when it could not be stored.</summary>
    public void Add(string subject, string key, RepeatedAnswer answer)
    {
        lock (_lock)
        {
            _entries[(subject, key)] = new Entry(subject, key, answer, _time.GetUtcNow());
            var oldest = _time.GetUtcNow() - IdempotencyRules.Kept;
            foreach (var old in _entries.OrderByDescending(e => e.Value.At).Where((e, i) => i >= MaxEntries || e.Value.At < oldest).Select(e => e.Key).ToList())
            {
                _entries.Remove(old);
            }

            _write(_path, JsonSerializer.SerializeToUtf8Bytes([.. _entries.Values], AnswerJson.Default.ListEntry));
        }
    }

    private static List<Entry> Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), AnswerJson.Default.ListEntry) ?? [] : [];
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    internal sealed record Entry(string Subject, string Key, RepeatedAnswer Answer, DateTimeOffset At);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(List<Entry>))]
    private sealed partial class AnswerJson : JsonSerializerContext;
}
