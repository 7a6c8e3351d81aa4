using System.Runtime.InteropServices;
using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>
/// apt's present configuration, and the files that it names. It is read again when one of its files changed; each access costs a stat of
/// each file, of which a host has a dozen.
/// </summary>
internal sealed class AptFiles(string root)
{
    /// <summary>Files of a directory. Origin: a host has a dozen; an overfull directory must not cost a request seconds.</summary>
    public const int MostFiles = 256;

    /// <summary>Bytes of a file. Origin: the largest seen, a list of mirrors, has 20 KB.</summary>
    public const int MostBytes = 1024 * 1024;

    private Known? _known;
    private KnownSources? _sources;

    public AptConfiguration Values
    {
        get
        {
            // apt evaluates Dir::Etc::parts before it reads any file, so no file can change it; the parts may set the main file (init.cc).
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

    /// <summary>As <see cref="AptSources.Of"/>; read again when one of the files changed.</summary>
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

    /// <summary>
    /// dpkg's own architecture: the first line of its list, which it writes with the first foreign one, else that of this program, which is
    /// packaged for it. Null when it is none of Debian's.
    /// </summary>
    public string? Architecture => Values.Value("APT::Architecture") is { Length: > 0 } set ? set
        : Text(Path.Combine(Path.GetDirectoryName(StatusFile)!, "arch"))?.Split('\n')[0].Trim() is { Length: > 0 } own ? own
        : RuntimeInformation.ProcessArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "amd64",
            System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
            _ => null,
        };

    public string PathOf(string name) => Values.Path(name, root);

    /// <summary>
    /// dpkg's status file (Dir::State::status), which also determines dpkg's database directory. The default is relative to Dir, not to
    /// Dir::State.
    /// </summary>
    public string StatusFile => Values is var values && values.Value("Dir::State::status") is { Length: > 0 }
        ? values.Path("Dir::State::status", root)
        : Path.Combine(values.Path("Dir", root), "var/lib/dpkg/status");

    /// <summary>
    /// Returns the files of a directory that apt reads, in apt's order (apt_preferences(5), apt.conf(5)): names have one ending or none,
    /// and only letters, digits, hyphens, underscores and periods. apt skips anything but a regular file (fileutl.cc, RealFileExists): a
    /// link to /dev/null, to a directory or to nothing.
    /// </summary>
    public static IEnumerable<string> Parts(string directory, params string[] endings)
    {
        try
        {
            return Directory.Exists(directory)
                ? [.. Directory.EnumerateFiles(directory).Take(MostFiles)
                    .Where(p => IsPart(Path.GetFileName(p), endings) && RegularFile.Exists(p)).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Pure.</summary>
    /// <param name="endings">The allowed endings; an empty one allows a name without an ending.</param>
    public static bool IsPart(string name, IReadOnlyList<string> endings)
    {
        var dot = name.LastIndexOf('.');
        var ending = dot < 0 ? "" : name[(dot + 1)..];
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name[0] != '.'
            && (endings.Contains(ending, StringComparer.Ordinal) || (dot < 0 && endings is ["conf"] or ["pref"]));
    }

    /// <summary>
    /// Returns null when the file cannot be read, or is larger than <see cref="MostBytes"/>. Anything but a regular file is empty: apt
    /// skips it, as in <see cref="Parts"/>.
    /// </summary>
    public static string? Text(string path)
    {
        try
        {
            if (RegularFile.Problem(path) is not null)
            {
                return "";
            }

            var file = new FileInfo(path);
            return file.Exists && file.Length <= MostBytes ? RegularFile.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Returns the paragraphs of a file without its comments, as apt reads them (deb822(5)).</summary>
    public static byte[] Paragraphs(string text) =>
        Encoding.UTF8.GetBytes(string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Where(l => !l.StartsWith('#'))) + "\n\n");

    /// <summary>Differs when a file was changed, added or removed.</summary>
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
