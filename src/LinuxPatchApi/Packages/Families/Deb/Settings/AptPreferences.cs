using System.Globalization;
using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>A repository's index as preferences speak of it; what is not known is empty.</summary>
internal sealed record PinnedFile(
    string Origin, string Label, string Archive, string Codename, string Version, string Component, string Architecture, string Site);

/// <summary>One record of preferences for one pattern.</summary>
/// <param name="Package">Null for the general form (<c>*</c>).</param>
/// <param name="File">Where it stands.</param>
internal sealed record Pin(string? Package, string? Architecture, string Kind, string Data, int Priority, string File);

/// <summary>
/// The host's preferences (apt_preferences(5)): which version apt would install. A record for a package goes before one for all; of several the
/// first that fits counts. Pure but for the reading.
/// </summary>
internal sealed class AptPreferences(IReadOnlyList<Pin> pins)
{
    /// <summary>Of what is installed, and of no repository that is not automatic but for upgrades.</summary>
    public const int InstalledPriority = 100;

    /// <summary>apt's word <c>never</c>: below every other, and it wins over records for packages.</summary>
    public const int Never = short.MinValue;

    /// <summary>From this on apt goes down to a version.</summary>
    public const int Downgrades = 1000;

    public static readonly AptPreferences None = new([]);

    public bool IsEmpty => pins.Count == 0;

    public static AptPreferences Of(AptFiles files)
    {
        var pins = new List<Pin>();
        if (files.Values.Value("APT::Default-Release") is { Length: > 0 } release)
        {
            pins.Add(new Pin(null, null, "release", release, 990, "APT::Default-Release"));
        }

        var main = files.PathOf("Dir::Etc::preferences");
        foreach (var path in AptFiles.Parts(files.PathOf("Dir::Etc::preferencesparts"), "pref").Prepend(main))
        {
            pins.AddRange(AptFiles.Text(path) is { } text ? Read(text, path) : []);
        }

        return new AptPreferences(pins);
    }

    /// <summary>Records that apt would refuse are left out: it then opens nothing at all, which the package manager itself tells.</summary>
    public static IReadOnlyList<Pin> Read(string text, string file)
    {
        var pins = new List<Pin>();
        ControlFile.Visit(
            AptFiles.Paragraphs(text),
            paragraph =>
            {
                if (paragraph.Whole("Package"u8) is { } packages && paragraph.First("Pin"u8) is { } pin && paragraph.First("Pin-Priority"u8) is { } priority
                    && (int.TryParse(priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || priority == "never"))
                {
                    var space = pin.IndexOfAny([' ', '\t']);
                    var (kind, data) = space < 0 ? (pin, "") : (pin[..space], pin[space..].Trim());
                    number = priority == "never" ? Never : number;
                    pins.AddRange(packages.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(p => Of(p, kind.ToLowerInvariant(), data, number, file)));
                }

                return true;
            },
            final: true);
        return pins;
    }

    /// <summary>Whether any record speaks of that very package.</summary>
    public bool Names(AvailablePackage package) => pins.Any(p => Speaks(p, package));

    /// <summary>The priority of an index, and the record that gives it; null when only the repository's own word does.</summary>
    public Pin? OfFile(PinnedFile file) => pins.FirstOrDefault(p => p.Package is null && IsOf(p, file));

    /// <summary>The first record for that package that fits the version; null when none does.</summary>
    /// <param name="files">All indexes that have the version.</param>
    public Pin? OfVersion(AvailablePackage package, IReadOnlyList<PinnedFile> files) =>
        pins.FirstOrDefault(p => Speaks(p, package) && (p.Kind == "version" ? Matches(p.Data, package.Version) : files.Any(f => IsOf(p, f))));

    /// <summary>glob(7), or between slashes a regular expression. Without case, as apt. Pure.</summary>
    public static bool Matches(string pattern, string text) => pattern.Length >= 2 && pattern[0] == '/' && pattern[^1] == '/'
        ? ExtendedPattern.IsIn(pattern[1..^1], text)
        : NameGlob.Matches(pattern.ToLowerInvariant(), text.ToLowerInvariant());

    private static bool Speaks(Pin pin, AvailablePackage package) => pin.Package is { } pattern
        && (pattern.StartsWith("src:", StringComparison.Ordinal) ? Matches(pattern[4..], package.Source ?? package.Name) : Matches(pattern, package.Name))
        && (pin.Architecture is null || pin.Architecture == package.Architecture);

    private static Pin Of(string word, string kind, string data, int priority, string file)
    {
        if (word == "*")
        {
            return new Pin(null, null, kind, data, priority, file);
        }

        var colon = word.LastIndexOf(':');
        return colon > 3 || (colon > 0 && word[..colon] != "src")
            ? new Pin(word[..colon], word[(colon + 1)..] is "any" ? null : word[(colon + 1)..], kind, data, priority, file)
            : new Pin(word, null, kind, data, priority, file);
    }

    private static bool IsOf(Pin pin, PinnedFile file) => pin.Kind switch
    {
        "origin" => pin.Data.Trim('"') is var site && (site.Length == 0 ? file.Site.Length == 0 : Matches(site, file.Site)),
        "release" => pin.Data == "*" || pin.Data.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(part => IsRelease(part, file)),
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
