using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>A repository as sources.list(5) names it.</summary>
/// <param name="Release">How the names of its files on disk begin, up to the suite.</param>
/// <param name="Components">Empty for a flat repository.</param>
/// <param name="Trusted">What the option says; null without it.</param>
internal sealed record AptSource(string Release, IReadOnlyList<string> Components, bool? Trusted, string File)
{
    /// <summary>Whether an index is one of this repository's.</summary>
    /// <param name="stem">Its name without what follows the component's or the flat directory's.</param>
    public bool Has(string stem) => Components.Count == 0 ? stem == Release : Components.Any(c => stem == $"{Release}_{AptSources.FileName(c)}");
}

/// <summary>The repositories that are configured now. An index of another one lies there still, until somebody updates: apt does not read it.</summary>
internal static class AptSources
{
    /// <summary>apt's own list of what is written in hexadecimal (strutl.cc, URItoFileName).</summary>
    private const string Quoted = "\\|{}[]<>\"^~_=!@#$%^&*";

    /// <summary>Null when a file cannot be read or understood: nothing is known then of what is not configured.</summary>
    public static IReadOnlyList<AptSource>? Of(AptFiles files)
    {
        var list = files.PathOf("Dir::Etc::sourcelist");
        if (!Directory.Exists(Path.GetDirectoryName(list)))
        {
            return null;
        }

        var parts = AptFiles.Parts(files.PathOf("Dir::Etc::sourceparts"), "list", "sources");
        var found = new List<AptSource>();
        foreach (var path in new[] { list }.Where(File.Exists).Concat(parts))
        {
            if (AptFiles.Text(path) is not { } text || !(path.EndsWith(".sources", StringComparison.Ordinal) ? Stanzas(text, path, found) : Lines(text, path, found)))
            {
                return null;
            }
        }

        return found;
    }

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
                name.Append('%').Append(b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
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

            var trusted = options?.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(o => o.StartsWith("trusted=", StringComparison.OrdinalIgnoreCase));
            found.Add(Source(uri, suite, components, trusted?[8..], file));
        }

        return true;
    }

    private static bool Stanzas(string text, string file, List<AptSource> found)
    {
        var isKnown = true;
        var content = string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Where(l => !l.StartsWith('#'))) + "\n\n";
        ControlFile.Visit(
            Encoding.UTF8.GetBytes(content),
            paragraph =>
            {
                if (paragraph.First("Enabled"u8) is { } enabled && enabled.ToLowerInvariant() is "no" or "false" or "0" or "off" or "without" or "disable")
                {
                    return true;
                }

                var (uris, suites) = (Words(paragraph.Whole("URIs"u8)), Words(paragraph.Whole("Suites"u8)));
                isKnown &= uris.Length > 0 && suites.Length > 0 && paragraph.Fault() is null;
                if (!Words(paragraph.Whole("Types"u8)).Contains("deb"))
                {
                    return true;
                }

                var (components, trusted) = (Words(paragraph.Whole("Components"u8)), paragraph.First("Trusted"u8));
                found.AddRange(uris.SelectMany(u => suites.Select(s => Source(u, s, components, trusted, file))));
                return true;
            },
            final: true);
        return isKnown;
    }

    private static string[] Words(string? value) => (value ?? "").Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static AptSource Source(string uri, string suite, IReadOnlyList<string> components, string? trusted, string file)
    {
        var folder = uri.EndsWith('/') ? uri : uri + "/";
        bool? isTrusted = trusted?.ToLowerInvariant() switch { null => null, "yes" or "true" or "1" or "on" => true, _ => false };
        return suite.EndsWith('/')
            ? new AptSource(FileName(folder + (suite == "/" ? "" : suite)).TrimEnd('_'), [], isTrusted, file)
            : new AptSource(FileName($"{folder}dists/{suite}"), components, isTrusted, file);
    }
}
