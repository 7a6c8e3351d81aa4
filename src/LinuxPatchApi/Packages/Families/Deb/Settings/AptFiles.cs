using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>
/// apt's configuration of now, and the files that it names. Read again when a file of it changed; each look costs a stat of each, of which a host
/// has a dozen.
/// </summary>
internal sealed class AptFiles(string root)
{
    /// <summary>Origin: a host has a dozen; a directory that somebody filled must not cost a request seconds.</summary>
    public const int MostFiles = 256;

    /// <summary>Origin: the largest seen, a list of mirrors, has 20 KB.</summary>
    public const int MostBytes = 1024 * 1024;

    private Known? _known;
    private KnownSources? _sources;

    public AptConfiguration Values
    {
        get
        {
            // apt looks up Dir::Etc::parts before it reads any file, so no file moves it; where the main file is, the parts may say (init.cc).
            var parts = Parts(Path.Combine(root, "etc/apt/apt.conf.d"), "conf").ToList();
            if (_known is not { } known || known.Stamp != Stamp([.. parts, known.Main]))
            {
                var configuration = new AptConfiguration();
                parts.ForEach(Read);
                var main = configuration.Path("Dir::Etc::main", root);
                var stamp = Stamp([.. parts, main]);
                Read(main);
                _known = known = new Known(stamp, main, configuration);

                void Read(string file)
                {
                    if (Text(file) is { } text)
                    {
                        configuration.Add(text, path => Text(Path.Combine(root, path.TrimStart('/'))));
                    }
                }
            }

            return known.Values;
        }
    }

    /// <summary>As <see cref="AptSources.Of"/>, read again when a file of them changed.</summary>
    public IReadOnlyList<AptSource>? Sources
    {
        get
        {
            var stamp = Stamp(AptSources.Files(this));
            if (_sources is not { } known || known.Stamp != stamp)
            {
                _sources = known = new KnownSources(stamp, AptSources.Of(this));
            }

            return known.Sources;
        }
    }

    public string PathOf(string name) => Values.Path(name, root);

    /// <summary>dpkg's status file, and with it dpkg's whole database (Dir::State::status). Its default stands below Dir, not below Dir::State.</summary>
    public string StatusFile => Values is var values && values.Value("Dir::State::status") is { Length: > 0 }
        ? values.Path("Dir::State::status", root)
        : Path.Combine(values.Path("Dir", root), "var/lib/dpkg/status");

    /// <summary>Names in apt's order, of those that apt takes (apt_preferences(5), apt.conf(5)): one ending or none, and no other characters than
    /// letters, digits, hyphens, underscores and periods.</summary>
    public static IEnumerable<string> Parts(string directory, params string[] endings)
    {
        try
        {
            return Directory.Exists(directory)
                ? [.. Directory.EnumerateFiles(directory).Take(MostFiles).Where(p => IsPart(Path.GetFileName(p), endings)).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Pure.</summary>
    /// <param name="endings">Those that are allowed; an empty one allows a name without.</param>
    public static bool IsPart(string name, IReadOnlyList<string> endings)
    {
        var dot = name.LastIndexOf('.');
        var ending = dot < 0 ? "" : name[(dot + 1)..];
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name[0] != '.'
            && (endings.Contains(ending, StringComparer.Ordinal) || (dot < 0 && endings is ["conf"] or ["pref"]));
    }

    /// <summary>Null when it cannot be read, or is larger than any such file.</summary>
    public static string? Text(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MostBytes ? RegularFile.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The paragraphs of a file without its comments, which apt takes out before it reads any (deb822(5)).</summary>
    public static byte[] Paragraphs(string text) =>
        Encoding.UTF8.GetBytes(string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Where(l => !l.StartsWith('#'))) + "\n\n");

    /// <summary>Another one when a file was changed, added or taken away.</summary>
    public static string Stamp(IEnumerable<string> files)
    {
        var stamp = new StringBuilder();
        foreach (var (file, seen) in files.Select(f => (f, FileStamp.Of(f))).Where(f => f.Item2.Exists))
        {
            stamp.Append(file).Append(' ').Append(seen).Append('\n');
        }

        return stamp.ToString();
    }

    private sealed record Known(string Stamp, string Main, AptConfiguration Values);

    private sealed record KnownSources(string Stamp, IReadOnlyList<AptSource>? Sources);
}
