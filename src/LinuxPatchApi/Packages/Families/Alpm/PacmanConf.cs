using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>The ignored packages and the directories of pacman.conf(5) and the files that it includes.</summary>
internal sealed class PacmanConf
{
    /// <summary>Depth of included files. Origin: pacman's own limit.</summary>
    public const int MostDepth = 10;

    /// <summary>
    /// Included files. Origin: an installation has one list of mirrors; a pattern over an overfull directory must not cost a request
    /// seconds.
    /// </summary>
    public const int MostFiles = 256;

    /// <summary>Names of a directory that a pattern is held against. Origin: sixteen times as many; they cost no read.</summary>
    public const int MostNames = 4096;

    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly List<(string Pattern, string Origin)> _packages = [];
    private readonly List<(string Pattern, string Origin)> _groups = [];
    private readonly List<string> _repositories = [];
    private readonly Dictionary<string, bool> _signed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private PackageFailure? _failure;
    private string? _database;
    private string? _installationRoot;

    private PacmanConf()
    {
    }

    /// <summary>The files read, and the directories of those that were named by a pattern.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    public IReadOnlyList<(string Pattern, string Origin)> Packages => _packages;

    public IReadOnlyList<(string Pattern, string Origin)> Groups => _groups;

    /// <summary>The repositories in their order, unless their Usage lets no refresh read them.</summary>
    public IEnumerable<string> Repositories => _repositories.Where(r => !_unread.Contains(r)).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The repositories whose database counts only with a signature: by SigLevel of their section, else of the options. pacman's own
    /// default is that a missing one is accepted.
    /// </summary>
    public IEnumerable<string> SignedDatabases =>
        Repositories.Where(r => _signed.GetValueOrDefault(r, _signed.GetValueOrDefault("options")));

    /// <summary>The first CacheDir, into which pacman downloads.</summary>
    public string? CacheDirectory { get; private set; }

    /// <summary>GPGDir, where its keyring is.</summary>
    public string? KeyDirectory { get; private set; }

    /// <summary>
    /// The directory of the package databases, from the host's root: DBPath, else its default below RootDir. DBPath itself is not relative
    /// to RootDir.
    /// </summary>
    public string DatabaseDirectory => _database ?? $"{_installationRoot?.TrimEnd('/')}/{DefaultDatabase}";

    public const string DefaultDatabase = "var/lib/pacman";

    public static PackageResult<PacmanConf> Read(string root)
    {
        var conf = new PacmanConf();
        var section = "";
        conf.Add(root, "/etc/pacman.conf", ref section, 0);
        return conf._failure is { } failure ? failure : conf;
    }

    /// <summary>
    /// An included file begins in the section of the Include line, and the including file continues in the section in which it ends.
    /// </summary>
    private void Add(string root, string path, ref string section, int depth)
    {
        var file = Path.Combine(root, path.TrimStart('/'));
        _paths.Add(file);
        if (depth >= MostDepth || _paths.Count > MostFiles)
        {
            Fail($"pacman.conf includes too many files, {path} is one more");
            return;
        }

        var lines = HoldFile.Lines(file);
        _failure ??= lines.Failure;
        foreach (var line in lines.IsSuccess ? lines.Value : [])
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1];
                if (section != "options")
                {
                    _repositories.Add(section);
                }

                continue;
            }

            var equals = line.IndexOf('=');
            var (key, value) = equals < 0 ? (line, "") : (line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart());
            if (key == "Include")
            {
                foreach (var included in Named(root, value))
                {
                    Add(root, included, ref section, depth + 1);
                }
            }
            else if (key == "SigLevel" && value.Split(' ').LastOrDefault(IsOfDatabases) is { } level)
            {
                _signed[section] = level.EndsWith("Required", StringComparison.Ordinal);
            }
            else if (section != "options" && key == "Usage")
            {
                if (!value.Split(' ').Any(u => u is "Sync" or "All"))
                {
                    _unread.Add(section);
                }
            }
            else if (section == "options" && key == "CacheDir")
            {
                CacheDirectory ??= value.Split(' ')[0];
            }
            else if (section == "options" && key == "GPGDir" && value.Length > 0)
            {
                KeyDirectory ??= value;
            }
            else if (section == "options" && key is "DBPath" or "RootDir" && value.Length > 0)
            {
                // Of one set twice, the first counts (pacman's conf.c).
                _ = key == "DBPath" ? _database ??= value : _installationRoot ??= value;
            }
            else if (section == "options" && key is "IgnorePkg" or "IgnoreGroup")
            {
                (key == "IgnorePkg" ? _packages : _groups).AddRange(
                    value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => (p, $"{key} in {path}")));
            }
        }
    }

    /// <summary>A word without a prefix is of packages and databases; those about trust say nothing of whether one is required.</summary>
    private static bool IsOfDatabases(string word) =>
        word is "Never" or "Optional" or "Required" or "DatabaseNever" or "DatabaseOptional" or "DatabaseRequired";

    /// <summary>Expands a path with patterns, one component after the other.</summary>
    private List<string> Named(string root, string pattern)
    {
        List<string> found = [""];
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ShellPattern.HasWildcard(part))
            {
                found = [.. found.Select(f => $"{f}/{part}")];
                continue;
            }

            var next = new List<string>();
            foreach (var directory in found)
            {
                var path = Path.Combine(root, directory.TrimStart('/'));
                _paths.Add(path);
                try
                {
                    var names = Directory.EnumerateFileSystemEntries(path).Take(MostNames + 1).Select(e => Path.GetFileName(e)!).ToList();
                    if (names.Count > MostNames)
                    {
                        Fail($"{directory} has more than {MostNames} files");
                    }

                    if (next.Count > MostNames)
                    {
                        // Each level of patterns multiplies.
                        Fail($"the pattern {pattern} matches more than {MostNames} names");
                        return [];
                    }

                    next.AddRange(names
                        .Where(n => ShellPattern.Matches(part, n) && (n[0] != '.' || part[0] == '.'))
                        .Order(StringComparer.Ordinal).Select(n => $"{directory}/{n}"));
                }
                catch (DirectoryNotFoundException)
                {
                    // pacman skips a pattern that matches nothing.
                }
                catch (IOException) when (File.Exists(path))
                {
                    // Not a directory, which is the same.
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Fail($"{directory}: {SystemErrorText.Of(e)}");
                }
            }

            found = next;
        }

        return found;
    }

    private void Fail(string why) => _failure ??= new PackageFailure(
        Jobs.Model.JobErrorCode.PackageManagerError, $"what is held on the host cannot be read: {why}", Retryable: false);
}
