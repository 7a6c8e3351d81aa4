using System.Globalization;
using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>A repository as sources.list(5) names it.</summary>
/// <param name="Release">How the names of its files on disk begin, up to the suite.</param>
/// <param name="Components">Empty for a flat repository.</param>
/// <param name="Trusted">What the option says; null without it.</param>
internal sealed record AptSource(string Release, IReadOnlyList<string> Components, bool? Trusted, string File)
{
    /// <summary>As it is written, without a slash at its end.</summary>
    public string Uri { get; init; } = "";

    public string Suite { get; init; } = "";

    /// <summary>The options <c>check-valid-until</c>, <c>valid-until-min</c> and <c>valid-until-max</c>; null without them.</summary>
    public bool? ChecksValidity { get; init; }

    public long? ValidSecondsMin { get; init; }

    public long? ValidSecondsMax { get; init; }

    /// <summary>Whether an index is one of this repository's.</summary>
    /// <param name="stem">Its name without what follows the component's or the flat directory's.</param>
    public bool Has(string stem) => Components.Count == 0 ? stem == Release : Components.Any(c => stem == $"{Release}_{AptSources.FileName(c)}");
}

/// <summary>The repositories that are configured now. An index of another one lies there still, until somebody updates: apt does not read it.</summary>
internal static class AptSources
{
    /// <summary>apt's own list of what is written in hexadecimal (strutl.cc, URItoFileName).</summary>
    private const string Quoted = "\\|{}[]<>\"^~_=!@#$%^&*";

    private const string Trusted = "Trusted";
    private const string CheckValidity = "Check-Valid-Until";
    private const string ValidityMin = "Valid-Until-Min";
    private const string ValidityMax = "Valid-Until-Max";

    private static readonly string[] Options = [Trusted, CheckValidity, ValidityMin, ValidityMax];

    /// <summary>Null when a file cannot be read or understood: nothing is known then of what is not configured.</summary>
    public static IReadOnlyList<AptSource>? Of(AptFiles files)
    {
        var list = files.PathOf("Dir::Etc::sourcelist");
        if (!Directory.Exists(Path.GetDirectoryName(list)))
        {
            return null;
        }

        var found = new List<AptSource>();
        foreach (var path in Files(files).Where(File.Exists))
        {
            if (AptFiles.Text(path) is not { } text || !(path.EndsWith(".sources", StringComparison.Ordinal) ? Stanzas(text, path, found) : Lines(text, path, found)))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>Those that apt reads, in its order; the first need not be there.</summary>
    public static IEnumerable<string> Files(AptFiles files) =>
        AptFiles.Parts(files.PathOf("Dir::Etc::sourceparts"), "list", "sources").Prepend(files.PathOf("Dir::Etc::sourcelist"));

    /// <summary>As apt names the file of an address, without its scheme and user. Pure.</summary>
    public static string FileName(string uri)
    {
        var scheme = uri.IndexOf(':', StringComparison.Ordinal);
        var rest = scheme > 0 && uri[..scheme].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-') ? uri[(scheme + 1)..] : uri;
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            rest = rest[2..];
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            var user = (slash < 0 ? rest : rest[..slash]).LastIndexOf('@');
            rest = rest[(user + 1)..];
        }

        var name = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(rest))
        {
            if (b <= 0x20 || b >= 0x7F || Quoted.Contains((char)b, StringComparison.Ordinal))
            {
                name.Append('%').Append(b.ToString("x2", CultureInfo.InvariantCulture));
            }
            else
            {
                name.Append(b == '/' ? '_' : (char)b);
            }
        }

        return name.ToString();
    }

    private static bool Lines(string text, string file, List<AptSource> found)
    {
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Split('#')[0].Trim();
            if (line.Length == 0 || line.StartsWith("deb-src", StringComparison.Ordinal))
            {
                continue;
            }

            string? options = null;
            var open = line.IndexOf('[', StringComparison.Ordinal);
            if (line.StartsWith("deb", StringComparison.Ordinal) && open >= 0 && line[3..open].Trim().Length == 0)
            {
                var close = line.IndexOf(']', open);
                if (close < 0)
                {
                    return false;
                }

                (options, line) = (line[(open + 1)..close], $"deb {line[(close + 1)..]}");
            }

            if (line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not ["deb", var uri, var suite, .. var components])
            {
                return false;
            }

            var words = Words(options);
            found.Add(Source(uri, suite, components, file, name => words.FirstOrDefault(o => o.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..]));
        }

        return true;
    }

    private static bool Stanzas(string text, string file, List<AptSource> found)
    {
        var isKnown = true;
        ControlFile.Visit(
            AptFiles.Paragraphs(text),
            paragraph =>
            {
                if (AptConfiguration.Truth(paragraph.First("Enabled"u8)) == false)
                {
                    return true;
                }

                var (uris, suites) = (Words(paragraph.Whole("URIs"u8)), Words(paragraph.Whole("Suites"u8)));
                isKnown &= uris.Length > 0 && suites.Length > 0 && paragraph.Fault() is null;
                if (!Words(paragraph.Whole("Types"u8)).Contains("deb"))
                {
                    return true;
                }

                var components = Words(paragraph.Whole("Components"u8));
                var options = new Dictionary<string, string?>(StringComparer.Ordinal);
                foreach (var option in Options)
                {
                    options[option] = paragraph.First(Encoding.ASCII.GetBytes(option));
                }

                found.AddRange(uris.SelectMany(u => suites.Select(s => Source(u, s, components, file, name => options[name]))));
                return true;
            },
            final: true);
        return isKnown;
    }

    private static string[] Words(string? value) => (value ?? "").Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <param name="option">The value of one of <see cref="Options"/>; null when it is not given.</param>
    private static AptSource Source(string uri, string suite, IReadOnlyList<string> components, string file, Func<string, string?> option)
    {
        var folder = uri.EndsWith('/') ? uri : uri + "/";
        var isFlat = suite.EndsWith('/');
        return new AptSource(
            isFlat ? FileName(folder + (suite == "/" ? "" : suite)).TrimEnd('_') : FileName($"{folder}dists/{suite}"), isFlat ? [] : components, AptConfiguration.Truth(option(Trusted)), file)
        {
            Uri = uri.TrimEnd('/'),
            Suite = suite,
            ChecksValidity = AptConfiguration.Truth(option(CheckValidity)),
            ValidSecondsMin = Number(option(ValidityMin)),
            ValidSecondsMax = Number(option(ValidityMax)),
        };
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
