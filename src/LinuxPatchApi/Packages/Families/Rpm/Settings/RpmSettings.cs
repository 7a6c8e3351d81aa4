using System.Runtime.InteropServices;
using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm.Settings;

/// <summary>
/// The settings that say which repositories and exclusions count: dnf.conf, and dnf5's drop-ins before it, with their variables. By
/// dnf.conf(5), dnf5.conf(5) and the sources of libdnf and libdnf5.
/// </summary>
internal sealed class RpmSettings
{
    /// <summary>Files of a directory. Origin: a host has a few; an overfull directory must not cost a request seconds.</summary>
    public const int MostFiles = 256;

    public const string MainFile = "etc/dnf/dnf.conf";

    /// <summary>dnf5's directories of drop-ins; of files with the same name, that of the first counts (libdnf5's base.cpp).</summary>
    public static readonly string[] DropIns = ["etc/dnf/libdnf5.conf.d", "usr/share/dnf5/libdnf.conf.d"];

    /// <summary>The directories of variables of dnf and dnf5; the last counts most.</summary>
    private static readonly string[] VariableFolders = ["etc/yum/vars", "usr/share/dnf5/vars.d", "etc/dnf/vars"];

    /// <summary>The directories of repositories of dnf and dnf5, the first counts most. Origin: reposdir in both.</summary>
    private static readonly string[] RepositoryFolders =
        ["etc/yum.repos.d", "etc/yum/repos.d", "etc/distro.repos.d", "usr/share/dnf5/repos.d"];

    /// <summary>What the unit's sandbox hides, so that what is there is not known.</summary>
    private static readonly string[] Hidden = ["home", "root", "run/user"];

    private readonly string _root;
    private readonly List<MainSetting> _main = [];
    private readonly bool _isDnf5;

    private RpmSettings(string root)
    {
        _root = root;
        _isDnf5 = new[] { "usr/lib64", "usr/lib" }.Any(
            library => File.Exists(Path.Combine(root, library, "packagekit-backend/libpk_backend_dnf5.so")));
    }

    /// <summary>In the order of reading, below the root: drop-ins by name, then dnf.conf.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [MainFile];

    /// <summary>What is said of all repositories, in the order of reading, with variables in their places.</summary>
    public IEnumerable<MainSetting> Main => _main.Select(m => m with { Value = Variables.In(m.Value) });

    /// <summary>The lines of dnf.conf, which may define repositories too.</summary>
    public string[] MainLines { get; private set; } = [];

    public RpmVariables Variables { get; private set; } = RpmVariables.None;

    /// <summary>
    /// Below the root, in the order of reading. Null when that is not known: a variable has no value, or the sandbox hides one of them.
    /// </summary>
    public IReadOnlyList<string>? RepositoryFoldersRead { get; private set; }

    /// <summary>Below the root.</summary>
    public IReadOnlyList<string> VariableFoldersRead { get; private set; } = [];

    /// <summary>The setting that keeps dnf5 from fetching anything, with its file; null for none. dnf itself does not obey.</summary>
    public string? CacheOnly => _isDnf5 && Last("cacheonly") is { Value: { Length: > 0 } and not "none" and var value } setting
        && !IniFile.IsOff(value) ? $"cacheonly={value} in /{setting.File}" : null;

    /// <summary>Reads the settings of a host.</summary>
    public static PackageResult<RpmSettings> Read(string root)
    {
        var settings = new RpmSettings(root);
        try
        {
            return settings.ReadFiles() is { } failure ? failure : settings;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(SystemErrorText.Of(e));
        }
    }

    /// <summary>Returns the last one of a key; null when it is not set.</summary>
    public MainSetting? Last(string key) => Main.LastOrDefault(m => m.Key == key);

    /// <summary>The directories that a setting lists, below the root.</summary>
    public IReadOnlyList<string> Folders(string key, IReadOnlyList<string> defaults) =>
        Last(key) is { } setting ? [.. IniFile.Elements(setting.Value).Select(Below)] : defaults;

    /// <summary>True when nothing is excluded, by neither repositories nor settings; dnf5 then ignores its versionlock too.</summary>
    public bool ExcludesNothing => Disabled.Contains(_isDnf5 ? "*" : "all");

    /// <summary>True when no exclusion of the settings themselves counts.</summary>
    public bool ExcludesNothingOfMain => ExcludesNothing || Disabled.Contains("main");

    /// <summary>True when no exclusion of a repository counts; dnf5 knows patterns.</summary>
    public bool ExcludesNothingOf(string repository) => ExcludesNothing
        || Disabled.Any(d => _isDnf5 ? ShellPattern.Matches(d, repository) : d == repository);

    private string[] Disabled => Last("disable_excludes") is { } setting ? IniFile.Elements(setting.Value) : [];

    /// <summary>A relative path counts from the root: PackageKit's backends put the root before it.</summary>
    private static string Below(string path) => path.TrimStart('/');

    private static bool IsHidden(string folder) =>
        Hidden.Any(hidden => folder == hidden || folder.StartsWith(hidden + "/", StringComparison.Ordinal));

    private PackageFailure? ReadFiles()
    {
        var files = new List<string>();
        foreach (var directory in DropIns)
        {
            if (BoundedFolder.Files(Path.Combine(_root, directory), MostFiles, "*.conf") is not { } found)
            {
                return Unreadable($"/{directory} has more than {MostFiles} files");
            }

            files.AddRange(found.Where(RegularFile.Exists).Select(n => $"{directory}/{Path.GetFileName(n)}"));
        }

        Files =
        [
            .. files.DistinctBy(Path.GetFileName, StringComparer.Ordinal).OrderBy(Path.GetFileName, StringComparer.Ordinal), MainFile,
        ];
        foreach (var file in Files)
        {
            var lines = HoldFile.Lines(Path.Combine(_root, file));
            if (!lines.IsSuccess)
            {
                return lines.Failure;
            }

            MainLines = lines.Value;
            _main.AddRange(IniFile.Settings(lines.Value).Where(s => s.Section == "main" && s.Key.Length > 0)
                .Select(s => new MainSetting(file, s.Key, s.Value)));
        }

        VariableFoldersRead = Folders("varsdir", VariableFolders);
        Variables = RpmVariables.Read(_root, VariableFoldersRead, MostFiles);
        var folders = Folders("reposdir", RepositoryFolders);
        RepositoryFoldersRead = folders.Any(f => f.Contains('$') || IsHidden(f)) ? null : folders;
        return null;
    }

    private static PackageFailure Unreadable(string why) => new(
        JobErrorCode.PackageManagerError, $"what is held on the host cannot be read: {why}", Retryable: false);
}

/// <summary>A setting for all repositories.</summary>
internal sealed record MainSetting(string File, string Key, string Value);

/// <summary>The variables of dnf's settings. One without a value stays as it is written.</summary>
internal sealed class RpmVariables
{
    public static readonly RpmVariables None = new([]);

    private readonly Dictionary<string, string> _values;

    private RpmVariables(Dictionary<string, string> values) => _values = values;

    /// <summary>
    /// Reads the files of variables. What a service's environment says is not known, and releasever is 9 for one and 9.5 for another.
    /// </summary>
    public static RpmVariables Read(string root, IReadOnlyList<string> folders, int most)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            // As for dnf, a directory that is overfull has no variables rather than some.
            foreach (var file in (BoundedFolder.Files(Path.Combine(root, folder), most) ?? []).Where(RegularFile.Exists))
            {
                if (HoldFile.Lines(file) is { IsSuccess: true, Value: [{ Length: > 0 } value, ..] })
                {
                    values[Path.GetFileName(file)] = value;
                }
            }
        }

        values["arch"] = values["basearch"] = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x86_64",
            Architecture.Arm64 => "aarch64",
            var other => other.ToString().ToLowerInvariant(),
        };
        return new RpmVariables(values);
    }

    /// <summary>Returns the text with its variables, <c>$name</c> or <c>${name}</c>, in their places.</summary>
    public string In(string text)
    {
        if (!text.Contains('$'))
        {
            return text;
        }

        var result = new System.Text.StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var isBraced = at + 1 < text.Length && text[at + 1] == '{';
            var from = at + (isBraced ? 2 : 1);
            var to = from;
            while (text[at] == '$' && to < text.Length && (char.IsAsciiLetterOrDigit(text[to]) || text[to] == '_'))
            {
                to++;
            }

            if (text[at] == '$' && to > from && (!isBraced || (to < text.Length && text[to] == '}'))
                && _values.GetValueOrDefault(text[from..to]) is { } value)
            {
                result.Append(value);
                at = isBraced ? to : to - 1;
            }
            else
            {
                result.Append(text[at]);
            }
        }

        return result.ToString();
    }
}
