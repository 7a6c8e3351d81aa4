using System.Text.Json;
using System.Text.Json.Serialization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Details of updates by package id, kept on disk: on apt each costs a changelog from the network. A package id names one version,
/// so a detail never changes; an empty one (the host was offline) is kept in memory only and asked for again after an hour.
/// </summary>
internal sealed partial class DetailStore
{
    private static readonly TimeSpan EmptyKept = TimeSpan.FromHours(1);
    private readonly string _path;
    private readonly Action<string, ReadOnlySpan<byte>> _write;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (UpdateDetail Detail, DateTimeOffset At)> _details = [];

    /// <param name="path">The file; a missing or broken one is an empty store.</param>
    /// <param name="write">Replaces a file in one step.</param>
    /// <param name="time">Ages the empty ones.</param>
    public DetailStore(string path, Action<string, ReadOnlySpan<byte>> write, TimeProvider time)
    {
        (_path, _write, _time) = (path, write, time);
        // Former versions kept such sentences as if they were changelogs.
        foreach (var detail in Load(path).Where(IsWhole).Where(d => !UpdateDetailRows.IsPlaceholder(d.Text) && !UpdateDetailRows.IsPlaceholder(d.Changelog)))
        {
            _details[detail.Id] = (detail, time.GetUtcNow());
        }
    }

    public IReadOnlyList<string> Missing(IEnumerable<string> ids)
    {
        lock (_lock)
        {
            return [.. ids.Where(id => !_details.TryGetValue(id, out var known) || (IsEmpty(known.Detail) && (_time.GetUtcNow() - known.At).Duration() > EmptyKept))];
        }
    }

    public IReadOnlyDictionary<string, UpdateDetail> Of(IEnumerable<string> ids)
    {
        lock (_lock)
        {
            return ids.Where(_details.ContainsKey).Distinct().ToDictionary(id => id, id => _details[id].Detail);
        }
    }

    public void Add(IEnumerable<UpdateDetail> details)
    {
        lock (_lock)
        {
            foreach (var detail in details)
            {
                _details[detail.Id] = (detail, _time.GetUtcNow());
            }

            foreach (var old in _details.Keys.OrderByDescending(id => _details[id].At).Skip(PackageLimits.DetailsKept).ToList())
            {
                _details.Remove(old);
            }

            Save();
        }
    }

    /// <summary>Whether an answer said nothing of the update: it is not known then, and will be asked for again.</summary>
    public static bool IsEmpty(UpdateDetail detail) => detail.Text.Length == 0 && detail.Changelog.Length == 0 && detail.CveUrls.Count == 0;

    /// <summary>The file may be of another release of the agent: the serializer gives null for what an entry lacks.</summary>
    private static bool IsWhole(UpdateDetail? detail) => detail is
    {
        Id: not null, Text: not null, Changelog: not null, AdvisoryUrls: { } advisories, BugUrls: { } bugs, CveUrls: { } cves, Restart: not null,
    } && advisories.Concat(bugs).Concat(cves).All(url => url is not null);

    private static IReadOnlyList<UpdateDetail> Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(RegularFile.ReadAllBytes(path), DetailJson.Default.ListUpdateDetail) ?? [] : [];
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            // Nothing is lost: it is asked for again.
            return [];
        }
    }

    private void Save()
    {
        try
        {
            _write(_path, JsonSerializer.SerializeToUtf8Bytes([.. _details.Values.Select(d => d.Detail).Where(d => !IsEmpty(d))], DetailJson.Default.ListUpdateDetail));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be saved is fetched again after the next start; the journal reports a disk that is full.
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(List<UpdateDetail>))]
    private sealed partial class DetailJson : JsonSerializerContext;
}
