using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;

namespace LinuxPatchApi.Packages.Families.Rpm.Settings;

/// <summary>The sections of dnf's files of repositories, as far as they decide what is read.</summary>
internal static class RpmSections
{
    /// <summary>Where dnf5 keeps changed settings of repositories; of files with the same name, that of the first counts.</summary>
    public static readonly IReadOnlyList<string> Overrides = ["etc/dnf/repos.override.d", "usr/share/dnf5/repos.override.d"];

    /// <summary>
    /// Returns the repositories by their names; null when a file cannot be read, there are too many, or where they are is not known.
    /// </summary>
    /// <param name="paths">Receives the files, below the root.</param>
    public static IReadOnlyDictionary<string, RpmSection>? Read(string root, RpmSettings settings, ICollection<string> paths)
    {
        if (settings.RepositoryFoldersRead is not { } folders)
        {
            return null;
        }

        var sections = new Dictionary<string, RpmSection>(StringComparer.Ordinal);
        try
        {
            Add(settings, settings.MainLines, sections, $"/{RpmSettings.MainFile}");
            foreach (var folder in folders)
            {
                if (Files(root, folder) is not { } files)
                {
                    return null;
                }

                foreach (var file in files)
                {
                    if (Lines(root, file, paths) is not { } lines)
                    {
                        return null;
                    }

                    Add(settings, lines, sections, $"/{file}");
                }
            }

            return Override(root, settings, sections, paths) ? sections : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Applies what dnf5's files of overrides say, of all repositories that a section's pattern matches.</summary>
    private static bool Override(
        string root, RpmSettings settings, Dictionary<string, RpmSection> sections, ICollection<string> paths)
    {
        var files = Overrides.Select(folder => Files(root, folder)).ToList();
        if (files.Any(f => f is null))
        {
            return false;
        }

        foreach (var file in files.SelectMany(f => f!).DistinctBy(Path.GetFileName, StringComparer.Ordinal)
            .OrderBy(Path.GetFileName, StringComparer.Ordinal))
        {
            if (Lines(root, file, paths) is not { } lines)
            {
                return false;
            }

            foreach (var (pattern, key, value) in IniFile.Settings(lines).Where(s => s.Key.Length > 0))
            {
                foreach (var (name, section) in sections.Where(s => ShellPattern.Matches(pattern, s.Key)))
                {
                    section.Set(key, settings.Variables.In(value), $"of [{name}] in /{file}");
                }
            }
        }

        return true;
    }

    /// <summary>
    /// A section stands for a repository unless it is [main]. Of two files with one name the first counts, as for dnf5.
    /// </summary>
    private static void Add(RpmSettings settings, string[] lines, Dictionary<string, RpmSection> sections, string file)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, key, value) in IniFile.Settings(lines).Where(s => s.Section is not ("" or "main")))
        {
            if (key.Length == 0 && sections.TryAdd(name, new RpmSection()))
            {
                own.Add(name);
            }

            if (key.Length > 0 && own.Contains(name))
            {
                sections[name].Set(key, settings.Variables.In(value), $"of [{name}] in {file}");
            }
        }
    }

    /// <summary>Returns the files of a directory by name, below the root; null when there are too many.</summary>
    private static IReadOnlyList<string>? Files(string root, string folder) =>
        BoundedFolder.Files(Path.Combine(root, folder), RpmSettings.MostFiles, "*.repo") is not { } files ? null :
        [
            .. files.Where(RegularFile.Exists).Select(f => $"{folder.TrimEnd('/')}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal),
        ];

    private static string[]? Lines(string root, string file, ICollection<string> paths)
    {
        paths.Add(file);
        return HoldFile.Lines(Path.Combine(root, file)) is { IsSuccess: true, Value: var lines } ? lines : null;
    }
}

/// <summary>One repository.</summary>
internal sealed class RpmSection
{
    /// <summary>A repository is enabled unless its section says otherwise.</summary>
    public bool IsEnabled { get; private set; } = true;

    /// <summary>Its first address is a path on this host.</summary>
    public bool IsLocal { get; private set; }

    /// <summary>The keys that it names, in one text.</summary>
    public string Keys { get; private set; } = "";

    /// <summary>Unless its section says that neither packages nor the index are.</summary>
    public bool IsVerified => _hasSignedIndex || _hasSignedPackages;

    public PackageRules Rules { get; } = new();

    private bool _hasSignedPackages = true;
    private bool _hasSignedIndex;

    public void Set(string key, string value, string origin)
    {
        switch (key)
        {
            case "enabled":
                IsEnabled = !IniFile.IsOff(value);
                break;
            case "baseurl":
                IsLocal = value.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || value.StartsWith('/');
                break;
            case "gpgkey":
                Keys = $"{Keys} {value}";
                break;
            case "gpgcheck" or "pkg_gpgcheck":
                _hasSignedPackages = !IniFile.IsOff(value);
                break;
            case "repo_gpgcheck":
                _hasSignedIndex = !IniFile.IsOff(value);
                break;
            default:
                Rules.Add(key, value, origin);
                break;
        }
    }
}
