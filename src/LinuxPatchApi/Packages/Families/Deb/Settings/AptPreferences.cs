using System.Globalization;
using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>The properties of a repository's index that preferences match; unknown ones are empty.</summary>
internal sealed record PinnedFile(
    string Origin, string Label, string Archive, string Codename, string Version, string Component, string Architecture, string Site);

/// <summary>One record of preferences for one pattern.</summary>
/// <param name="Package">Null for the general form (<c>*</c>).</param>
/// <param name="File">The file of the record.</param>
internal sealed record Pin(string? Package, string? Architecture, string Kind, string Data, int Priority, string File);

/// <summary>
/// The host's preferences (apt_preferences(5)), which decide the version that apt installs. A record for a package takes precedence over a
/// general one; of several the first match counts. Pure except for <see cref="Of(AptFiles)"/>.
/// </summary>
internal sealed class AptPreferences(IReadOnlyList<Pin> pins)
{
    /// <summary>Priority of an installed version, and of a repository with NotAutomatic and ButAutomaticUpgrades.</summary>
    public const int InstalledPriority = 100;

    /// <summary>apt's priority <c>never</c>: the lowest of all, and it overrides records for packages.</summary>
    public const int Never = short.MinValue;

    /// <summary>The lowest priority at which apt downgrades to a version.</summary>
    public const int Downgrades = 1000;

    public static readonly AptPreferences None = new([]);

    public bool IsEmpty => pins.Count == 0;

    /// <summary>A sentence about what cannot be read, so that records may be missing; null when all are there.</summary>
    public string? Problem { get; private init; }

    public static AptPreferences Of(AptFiles files)
    {
        var pins = new List<Pin>();
        if (files.Values.Value("APT::Default-Release") is { Length: > 0 } release)
        {
            pins.Add(new Pin(null, null, "release", release, 990, "APT::Default-Release"));
        }

        var main = files.PathOf("Dir::Etc::preferences");
        var (parts, problem) = AptFiles.Parts(files.PathOf("Dir::Etc::preferencesparts"), "pref");
        foreach (var path in parts.Prepend(main))
        {
            var (text, why) = AptFiles.Read(path);
            problem ??= why;
            pins.AddRange(text is null ? [] : Read(text, path));
        }

        return new AptPreferences(pins) { Problem = problem };
    }

    /// <summary>Skips records that apt would refuse: apt then opens nothing at all, and reports that itself.</summary>
    public static IReadOnlyList<Pin> Read(string text, string file)
    {
        var pins = new List<Pin>();
        ControlFile.Visit(
            AptFiles.Paragraphs(text),
            paragraph =>
            {
                if (paragraph.Full("Package"u8) is { } packages && paragraph.First("Pin"u8) is { } pin
                    && paragraph.First("Pin-Priority"u8) is { } priority
                    && (int.TryParse(priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                        || priority == "never"))
                {
                    var space = pin.IndexOfAny([' ', '\t']);
                    var (kind, data) = space < 0 ? (pin, "") : (pin[..space], pin[space..].Trim());
                    number = priority == "never" ? Never : number;
                    pins.AddRange(packages.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)
                        .Select(p => Of(p, kind.ToLowerInvariant(), data, number, file)));
                }

                return true;
            },
            final: true);
        return pins;
    }

    /// <summary>True when any record is for that package by name.</summary>
    public bool Names(AvailablePackage package) => pins.Any(p => AppliesTo(p, package));

    /// <summary>Returns the record that sets the priority of an index; null when its release file does.</summary>
    public Pin? OfFile(PinnedFile file) => pins.FirstOrDefault(p => p.Package is null && IsOf(p, file));

    /// <summary>Returns the first record for that package that matches the version; null when none does.</summary>
    /// <param name="files">All indexes that have the version.</param>
    public Pin? OfVersion(AvailablePackage package, IReadOnlyList<PinnedFile> files) => pins.FirstOrDefault(p => AppliesTo(p, package)
        && (p.Kind == "version" ? Matches(p.Data, package.Version) : files.Any(f => IsOf(p, f))));

    /// <summary>Matches a glob(7), or between slashes a regular expression; case-insensitive, as in apt. Pure.</summary>
    public static bool Matches(string pattern, string text) => pattern.Length >= 2 && pattern[0] == '/' && pattern[^1] == '/'
        ? ExtendedPattern.IsIn(pattern[1..^1], text)
        : NameGlob.Matches(pattern.ToLowerInvariant(), text.ToLowerInvariant());

    private static bool AppliesTo(Pin pin, AvailablePackage package) => pin.Package is { } pattern
        && (pattern.StartsWith("src:", StringComparison.Ordinal)
            ? Matches(pattern[4..], package.Source ?? package.Name)
            : Matches(pattern, package.Name))
        && (pin.Architecture is null || pin.Architecture == package.Architecture);

    private static Pin Of(string package, string kind, string data, int priority, string file)
    {
        if (package == "*")
        {
            return new Pin(null, null, kind, data, priority, file);
        }

        var colon = package.LastIndexOf(':');
        return colon > 3 || (colon > 0 && package[..colon] != "src")
            ? new Pin(package[..colon], package[(colon + 1)..] is "any" ? null : package[(colon + 1)..], kind, data, priority, file)
            : new Pin(package, null, kind, data, priority, file);
    }

    private static bool IsOf(Pin pin, PinnedFile file) => pin.Kind switch
    {
        "origin" => pin.Data.Trim('"') is var site && (site.Length == 0 ? file.Site.Length == 0 : Matches(site, file.Site)),
        "release" => pin.Data == "*" || pin.Data.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(part => IsRelease(part, file)),
        _ => false,
    };

    private static bool IsRelease(string part, PinnedFile file)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return char.IsAsciiDigit(part[0]) ? Matches(part, file.Version) : Matches(part, file.Archive) || Matches(part, file.Codename);
        }

        var wanted = part[(equals + 1)..].Trim();
        return part[..equals].Trim() switch
        {
            "a" => Matches(wanted, file.Archive),
            "n" => Matches(wanted, file.Codename),
            "v" => Matches(wanted, file.Version),
            "o" => Matches(wanted, file.Origin),
            "l" => Matches(wanted, file.Label),
            "c" => Matches(wanted, file.Component),
            "b" => Matches(wanted, file.Architecture),
            _ => false,
        };
    }
}
