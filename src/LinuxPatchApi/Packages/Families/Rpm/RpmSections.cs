using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>The sections of dnf's files of repositories, as far as they decide what is read.</summary>
internal static class RpmSections
{
    /// <summary>Where dnf5 keeps changed settings of repositories.</summary>
    private const string Overrides = "etc/dnf/repos.override.d";

    /// <summary>Files of a directory. Origin: as for dnf's drop-ins.</summary>
    private const int MostFiles = RpmHolds.MostFiles;

    /// <summary>Origin: dnf.conf(5), reposdir.</summary>
    public static readonly IReadOnlyList<string> Folders = ["etc/yum.repos.d", "etc/distro.repos.d", Overrides];

    /// <summary>Returns the repositories by their names; null when a file cannot be read, or there are too many.</summary>
    /// <param name="paths">Receives the files, below the root.</param>
    public static IReadOnlyDictionary<string, RpmSection>? Read(string root, ICollection<string> paths)
    {
        var sections = new Dictionary<string, RpmSection>(StringComparer.Ordinal);
        try
        {
            foreach (var folder in Folders)
            {
                if (BoundedFolder.Files(Path.Combine(root, folder), MostFiles, "*.repo") is not { } files)
                {
                    return null;
                }

                foreach (var file in files.Where(RegularFile.Exists).Order(StringComparer.Ordinal))
                {
                    var lines = HoldFile.Lines(file);
                    if (!lines.IsSuccess)
                    {
                        return null;
                    }

                    paths.Add($"{folder}/{Path.GetFileName(file)}");
                    Add(lines.Value, sections, $"/{folder}/{Path.GetFileName(file)}", isOverride: folder == Overrides);
                }
            }

            return sections;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A section stands for a repository unless it is [main]; an override only changes one that is there.</summary>
    private static void Add(string[] lines, Dictionary<string, RpmSection> sections, string file, bool isOverride)
    {
        foreach (var (name, key, value) in IniFile.Settings(lines))
        {
            if (key.Length == 0 && !isOverride && name is not ("" or "main"))
            {
                sections[name] = new RpmSection();
            }

            if (key.Length > 0 && sections.GetValueOrDefault(name) is { } section)
            {
                section.Set(key, value, $"of [{name}] in {file}");
            }
        }
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
