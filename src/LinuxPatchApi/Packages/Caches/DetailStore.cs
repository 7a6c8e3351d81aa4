using System.Text.Json;
using System.Text.Json.Serialization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Timing;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Stores details of updates by package id on disk: with apt each costs the download of a changelog. A package id names one version, so a
/// detail never changes; an empty one (the host was offline) stays in memory only and is fetched again after an hour.
/// </summary>
internal sealed partial class DetailStore
{
    private static readonly TimeSpan EmptyLifetime = TimeSpan.FromHours(1);
    private readonly string _path;
    private readonly Action<string, ReadOnlySpan<byte>> _write;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (UpdateDetail Detail, DateTimeOffset At)> _details = [];

    /// <param name="path">The file; a missing or damaged one makes an empty store.</param>
    /// <param name="write">Replaces a file atomically.</param>
    /// <param name="time">Ages the empty details.</param>
    public DetailStore(string path, Action<string, ReadOnlySpan<byte>> write, TimeProvider time)
    {
        (_path, _write, _time) = (path, write, time);
        // Earlier releases stored placeholders and pages as changelogs.
        foreach (var detail in Load(path).Where(IsComplete).Where(d => IsTrue(d.Text) && IsTrue(d.Changelog)))
        {
            _details[detail.Id] = (detail, time.GetUtcNow());
        }
    }

    public IReadOnlyList<string> Missing(IEnumerable<string> ids)
    {
        lock (_lock)
        {
            return
            [
                .. ids.Where(id => !_details.TryGetValue(id, out var known)
                    || (known.Detail.IsEmpty && (_time.GetUtcNow() - known.At).Duration() > EmptyLifetime)),
            ];
        }
    }

    /// <summary>Asks the package manager for what is missing.</summary>
    /// <param name="areAdvisories">As <see cref="Families.IPackageFamily.DetailsAreAdvisories"/>.</param>
    /// <param name="publish">Called whenever more is stored.</param>
    /// <returns>False when it did not answer for all of them.</returns>
    public async Task<bool> FetchAsync(
        IPackageEngine engine, UpdatesSnapshot snapshot, bool areAdvisories, Action publish, ILogger logger, CancellationToken shutdown)
    {
        foreach (var batch in Missing(snapshot.Updates.Where(u => u.IsOffered).Select(u => u.Id)).Chunk(PackageLimits.DetailBatch))
        {
            using var deadline = new Deadline(PackageLimits.JobQueryDeadline, _time, shutdown);
            var fetched = await engine.UpdateDetailsAsync(batch, deadline.Token);
            if (!fetched.IsSuccess)
            {
                CacheLog.DetailsFailed(logger, fetched.Failure.Message);
                return false;
            }

            Add(
            [
                .. fetched.Value,
                .. batch.Except(fetched.Value.Select(d => d.Id))
                    .Select(id => areAdvisories ? UpdateDetail.None(id) : UpdateDetail.Unanswered(id)),
            ]);
            publish();
        }

        return true;
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

    /// <summary>The file may be of another release of the agent: the serializer leaves missing members null.</summary>
    private static bool IsComplete(UpdateDetail? detail) => detail is
    {
        Id: not null, Text: not null, Changelog: not null, AdvisoryUrls: { } advisories, BugUrls: { } bugs,
        CveUrls: { } cves, Restart: not null,
    } && advisories.Concat(bugs).Concat(cves).All(url => url is not null);

    private static bool IsTrue(string text) => text.Length == 0 || ChangelogText.IsContent(text);

    private static IReadOnlyList<UpdateDetail> Load(string path)
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(RegularFile.ReadAllBytes(path), DetailJson.Default.ListUpdateDetail) ?? []
                : [];
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            // Nothing is lost: the details are fetched again.
            return [];
        }
    }

    private void Save()
    {
        try
        {
            List<UpdateDetail> kept = [.. _details.Values.Select(d => d.Detail).Where(d => !d.IsEmpty)];
            _write(_path, JsonSerializer.SerializeToUtf8Bytes(kept, DetailJson.Default.ListUpdateDetail));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Details that cannot be saved are fetched again after the next start; the job journal reports a full disk.
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        GenerationMode = JsonSourceGenerationMode.Metadata)]
    [JsonSerializable(typeof(List<UpdateDetail>))]
    private sealed partial class DetailJson : JsonSerializerContext;
}
