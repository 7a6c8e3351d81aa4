using System.Globalization;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>The release files of the configured repositories, as apt keeps them. A file is read again when it changed.</summary>
internal sealed class AptReleases(DpkgPaths paths) : IRepositories
{
    /// <summary>Origin: a host has a dozen; each is told by name in metrics.</summary>
    public const int MostRepositories = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTime Changed, long Length, Fields Fields)> _known = new(StringComparer.Ordinal);

    /// <summary>Null when the sources cannot be told.</summary>
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
                .Select(g => (Source: g.First(), HasIndex: stems.Any(stem => g.Any(s => s.Has(stem)))))
                .Select(r => new ConfiguredRepository($"{r.Source.Uri} {r.Source.Suite}", Facts(r.Source, settings), r.HasIndex)
                {
                    IsNamedIn = line => RepositoryErrorText.Names(line, r.Source),
                }),
        ];
    }

    /// <summary>When apt refuses a release file from, as it reckons itself (apt-pkg/deb/debmetaindex.cc). Null: never.</summary>
    public static DateTimeOffset? ValidUntil(AptSource source, AptConfiguration settings, string? label, DateTimeOffset? date, DateTimeOffset? written)
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
            until = least > 0 && until < made.AddSeconds(least) ? made.AddSeconds(least) : until;
            until = most > 0 && !(until < made.AddSeconds(most)) ? made.AddSeconds(most) : until;
        }

        return until;
    }

    /// <summary>A date of a release file (RFC 822 in UTC, as Debian's repository format wants it); null for anything else.</summary>
    public static DateTimeOffset? Date(string? text)
    {
        var comma = text?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        var rest = text?[(comma + 1)..].Trim();
        var zone = rest?.LastIndexOf(' ') ?? -1;
        return zone > 0 && rest![(zone + 1)..] is "UTC" or "GMT" or "Z" or "+0000"
            && DateTimeOffset.TryParseExact(rest[..zone], "d MMM yyyy H:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    private static long Seconds(AptConfiguration settings, string name, string? label) =>
        long.TryParse((string.IsNullOrEmpty(label) ? null : settings.Value($"{name}::{label}")) ?? settings.Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= MostSeconds ? seconds : 0;

    /// <summary>Origin: a hundred years; more stays within no calendar.</summary>
    private const long MostSeconds = 100L * 366 * 24 * 3600;

    private HashSet<string> Stems()
    {
        try
        {
            return Directory.Exists(paths.Lists)
                ? [.. Directory.EnumerateFiles(paths.Lists, "*" + IndexFile.Suffix + "*").Select(Path.GetFileName).OfType<string>().Select(IndexFile.Stem).OfType<string>().Select(IndexFile.Component)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private ReleaseFacts? Facts(AptSource source, AptConfiguration settings)
    {
        foreach (var path in new[] { "_InRelease", "_Release" }.Select(ending => Path.Combine(paths.Lists, source.Release + ending)))
        {
            var file = new FileInfo(path);
            if (file.Exists)
            {
                var fields = FieldsOf(file);
                var date = Date(fields.Date);
                return new ReleaseFacts(
                    fields.Origin, fields.Label, fields.Suite, fields.Codename, date, ValidUntil(source, settings, fields.Label, date, Date(fields.ValidUntil)), file.CreationTimeUtc);
            }
        }

        return null;
    }

    /// <summary>While apt verifies a file it belongs to apt's own user alone: what it said the last time counts then.</summary>
    private Fields FieldsOf(FileInfo file)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(file.Name, out var known) && known.Changed == file.LastWriteTimeUtc && known.Length == file.Length)
            {
                return known.Fields;
            }

            try
            {
                var fields = new Fields();
                ControlFile.Read(
                    file.FullName,
                    paragraph =>
                    {
                        // An InRelease file begins with a paragraph of its armour.
                        if (!paragraph.Has("Date"u8) && !paragraph.Has("Suite"u8) && !paragraph.Has("SHA256"u8))
                        {
                            return true;
                        }

                        fields = new Fields(
                            paragraph.First("Origin"u8), paragraph.First("Label"u8), paragraph.First("Suite"u8), paragraph.First("Codename"u8), paragraph.First("Date"u8), paragraph.First("Valid-Until"u8));
                        return false;
                    },
                    CancellationToken.None);
                if (_known.Count >= 2 * MostRepositories)
                {
                    _known.Clear();
                }

                _known[file.Name] = (file.LastWriteTimeUtc, file.Length, fields);
                return fields;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return known.Fields ?? new Fields();
            }
        }
    }

    private sealed record Fields(
        string? Origin = null, string? Label = null, string? Suite = null, string? Codename = null, string? Date = null, string? ValidUntil = null);
}
