using System.Globalization;
using LinuxPatchApi.Native;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>Reads the release files of the configured repositories that apt stores; each again when it changed.</summary>
internal sealed class AptReleases(DpkgPaths paths, TimeProvider? time = null) : IRepositories
{
    /// <summary>Origin: a host has a dozen; metrics have a sample for each.</summary>
    public const int MostRepositories = 64;

    private readonly AptKeys _keys = new(paths);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTime Changed, long Length, ReleaseFile Fields)> _known = new(StringComparer.Ordinal);

    /// <summary>Returns null when the sources are unknown.</summary>
    public IReadOnlyList<ConfiguredRepository>? Read()
    {
        if (paths.Apt.Sources is not { } sources)
        {
            return null;
        }

        var settings = paths.Apt.Values;
        var stems = Stems();
        return
        [
            .. sources.GroupBy(s => s.Release, StringComparer.Ordinal).Take(MostRepositories)
                .Select(g => (Source: g.First(), HasIndex: stems.Any(stem => g.Any(s => s.Parts(stem) is not null))))
                .Select(r => (r.Source, r.HasIndex, File: ReleaseOn(r.Source)))
                .Select(r => new ConfiguredRepository($"{r.Source.Uri} {r.Source.Suite}", Facts(r.Source, r.File, settings), r.HasIndex)
                {
                    Key = _keys.Of(r.Source, r.File, (time ?? TimeProvider.System).GetUtcNow()),
                    IsNamedIn = line => RepositoryErrorText.Names(line, r.Source),
                }),
        ];
    }

    /// <summary>
    /// Returns when apt begins to refuse a release file, as apt calculates it (apt-pkg/deb/debmetaindex.cc); null: never.
    /// </summary>
    /// <param name="date">Of the release file.</param>
    /// <param name="written">Its Valid-Until.</param>
    public static DateTimeOffset? ValidUntil(
        AptSource source, AptConfiguration settings, string? label, DateTimeOffset? date, DateTimeOffset? written)
    {
        if ((source.ChecksValidity ?? AptConfiguration.Truth(settings.Value("Acquire::Check-Valid-Until"))) == false)
        {
            return null;
        }

        var least = source.ValidSecondsMin ?? Seconds(settings, "Acquire::Min-ValidTime", label);
        var most = source.ValidSecondsMax ?? Seconds(settings, "Acquire::Max-ValidTime", label);
        var until = written;
        if (date is { } made)
        {
            until = least > 0 && until < After(made, least) ? After(made, least) : until;
            until = most > 0 && !(until < After(made, most)) ? After(made, most) : until;
        }

        return until;
    }

    private static long Seconds(AptConfiguration settings, string name, string? label)
    {
        var value = (string.IsNullOrEmpty(label) ? null : settings.Value($"{name}::{label}")) ?? settings.Value(name);
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
    }

    /// <summary>Returns the end of the calendar when it ends before.</summary>
    private static DateTimeOffset After(DateTimeOffset made, long seconds) =>
        seconds < (DateTimeOffset.MaxValue - made).TotalSeconds ? made.AddSeconds(seconds) : DateTimeOffset.MaxValue;

    private HashSet<string> Stems()
    {
        try
        {
            return Directory.Exists(paths.Lists)
                ? [.. Directory.EnumerateFiles(paths.Lists, "*" + IndexFile.Suffix + "*").Select(Path.GetFileName).OfType<string>()
                    .Select(IndexFile.Stem).OfType<string>()]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The release file of a source on disk; null when there is none.</summary>
    private string? ReleaseOn(AptSource source) => new[] { ReleaseFile.Signed, ReleaseFile.Plain }
        .Select(ending => Path.Combine(paths.Lists, source.Release + ending)).FirstOrDefault(File.Exists);

    private ReleaseFacts? Facts(AptSource source, string? path, AptConfiguration settings)
    {
        if (path is null || new FileInfo(path) is not { Exists: true } file)
        {
            return null;
        }

        var release = ReleaseOf(file);
        var until = ValidUntil(source, settings, release.Label, release.Date, release.ValidUntil);
        return new ReleaseFacts(
            release.Origin, release.Label, release.Suite, release.Codename, release.Date, until, FileChange.BornAt(file.FullName));
    }

    /// <summary>While apt verifies a file only apt's own user can read it: the fields read before are returned then.</summary>
    private ReleaseFile ReleaseOf(FileInfo file)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(file.Name, out var known) && known.Changed == file.LastWriteTimeUtc && known.Length == file.Length)
            {
                return known.Fields;
            }

            try
            {
                var release = ReleaseFile.Read(file.FullName);
                if (_known.Count >= 2 * MostRepositories)
                {
                    _known.Clear();
                }

                _known[file.Name] = (file.LastWriteTimeUtc, file.Length, release);
                return release;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return known.Fields ?? new ReleaseFile();
            }
        }
    }
}
