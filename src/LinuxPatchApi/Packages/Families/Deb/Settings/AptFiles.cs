using System.Runtime.InteropServices;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>
/// apt's present configuration, and the files that it names. It is read again when one of its files changed; each access costs a stat of
/// each file, of which a host has a dozen.
/// </summary>
internal sealed class AptFiles(string root)
{
    /// <summary>
    /// Files that apt reads of a directory. Origin: a host has a dozen; an overfull directory must not cost a request seconds. With more
    /// the setting is unknown: the file that is left out may be the one that keeps an update out.
    /// </summary>
    public const int MostFiles = 256;

    /// <summary>Names of a directory, with those that apt skips. Origin: sixteen times as many; most of them cost no stat.</summary>
    public const int MostNames = 4096;

    /// <summary>Bytes of a file. Origin: the largest seen, a list of mirrors, has 20 KB.</summary>
    public const int MostBytes = 1024 * 1024;

    private Known? _known;
    private KnownSources? _sources;

    public AptConfiguration Values
    {
        get
        {
            // apt evaluates Dir::Etc::parts before it reads any file, so no file can change it; the parts may set the main file (init.cc).
            var parts = Parts(Path.Combine(root, "etc/apt/apt.conf.d"), "conf");

            // What could not be read may be readable now with the same stamp.
            if (_known is not { Problem: null } known || parts.Problem is not null || known.Stamp != Stamp([.. parts.Files, known.Main]))
            {
                var (configuration, problem) = (new AptConfiguration(), parts.Problem);
                foreach (var part in parts.Files)
                {
                    Add(part);
                }

                var main = configuration.Path("Dir::Etc::main", root);
                var stamp = Stamp([.. parts.Files, main]);
                Add(main);
                _known = known = new Known(stamp, main, configuration, problem);

                void Add(string file)
                {
                    if (TextOf(file) is { } text)
                    {
                        configuration.Add(text, path => TextOf(Path.Combine(root, path.TrimStart('/'))));
                    }
                }

                string? TextOf(string file)
                {
                    var (text, why) = Read(file);
                    problem ??= why;
                    return text;
                }
            }

            return known.Values;
        }
    }

    /// <summary>
    /// Which repositories are configured; null when that is unknown (<see cref="AptSources.Of"/>). Read again when one of the files
    /// changed.
    /// </summary>
    public IReadOnlyList<AptSource>? Sources => ReadSources().Sources;

    /// <summary>
    /// A sentence about a file or directory of the configuration, the sources or the preferences that cannot be read, so that nobody knows
    /// what apt does; null when all are read.
    /// </summary>
    public string? Unreadable => Values is not null && _known is { Problem: { } problem } ? problem
        : ReadSources().Problem ?? AptPreferences.Of(this).Problem;

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
    /// <returns>No files when they are unknown, and then a sentence that says why; none, and null, when there is no directory.</returns>
    public static (IReadOnlyList<string> Files, string? Problem) Parts(string directory, params string[] endings)
    {
        try
        {
            if (BoundedFolder.Files(directory, MostNames) is not { } names)
            {
                return ([], $"{directory} has more than {MostNames} files");
            }

            List<string> files =
                [.. names.Where(p => IsPart(Path.GetFileName(p), endings) && RegularFile.Exists(p)).Take(MostFiles + 1)];
            return files.Count > MostFiles ? ([], $"{directory} has more than {MostFiles} files that apt reads")
                : ([.. files.Order(StringComparer.Ordinal)], null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], $"{directory} cannot be read: {SystemErrorText.Of(e)}");
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

    /// <summary>As <see cref="Read"/>, where the reason does not matter.</summary>
    public static string? Text(string path) => Read(path).Text;

    /// <summary>
    /// Returns the text, or a sentence that says why the file cannot be read, such as that it is larger than <see cref="MostBytes"/>;
    /// neither for one that does not exist. Anything but a regular file is empty: apt skips it, as in <see cref="Parts"/>.
    /// </summary>
    public static (string? Text, string? Problem) Read(string path)
    {
        if (RegularFile.Problem(path) is not null)
        {
            return ("", null);
        }

        var (bytes, problem) = BoundedFile.Read(path, MostBytes);
        return problem switch
        {
            null => (Encoding.UTF8.GetString(bytes.AsSpan(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0)), null),
            { Reason: FileFailure.NotFound } => (null, null),
            _ => (null, problem.ToString()),
        };
    }

    private KnownSources ReadSources()
    {
        var (files, problem) = AptSources.Files(this);
        var stamp = Stamp(files);
        if (problem is not null)
        {
            return new KnownSources(stamp, null, problem);
        }

        if (_sources is not { Problem: null } known || known.Stamp != stamp)
        {
            var (sources, unread) = AptSources.Of(this, files);
            _sources = known = new KnownSources(stamp, sources, unread);
        }

        return known;
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

    /// <param name="Problem">Why the values are not those of apt; null when they are.</param>
    private sealed record Known(string Stamp, string Main, AptConfiguration Values, string? Problem);

    /// <param name="Problem">Which file cannot be read; null when all can, malformed ones too.</param>
    private sealed record KnownSources(string Stamp, IReadOnlyList<AptSource>? Sources, string? Problem);
}
