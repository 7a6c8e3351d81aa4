using LinuxPatchApi.Files;
using LinuxPatchApi.Files.Directories;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// The repositories of dnf's configuration, and which of them the last refresh has read. PackageKit's dnf backends delete the data of a
/// repository before they fetch it anew, and report success although one that may be skipped could not be fetched: its updates are then
/// in no list, and only its missing data tells. Measured with PackageKit 1.2.6 (dnf) and 1.4.0 (dnf5).
/// </summary>
internal sealed class RpmRepositories(string root, TimeProvider? time = null) : IRepositories
{
    /// <summary>Origin: dnf.conf(5), reposdir.</summary>
    private static readonly string[] Sources = ["etc/yum.repos.d", "etc/distro.repos.d"];

    /// <summary>Where dnf5 keeps changed settings of repositories.</summary>
    private const string Overrides = "etc/dnf/repos.override.d";

    /// <summary>PackageKit's own cache; the dnf backends share none with dnf.</summary>
    private const string Cache = "var/cache/PackageKit";

    private const string Keys = "gpgkey";

    /// <summary>Files of a directory. Origin: as for dnf's drop-ins.</summary>
    private const int MostFiles = RpmHolds.MostFiles;

    /// <summary>Hexadecimal digits by which dnf5 tells repositories of the same name apart.</summary>
    private const int HashLength = 16;

    private readonly RpmKeys _keys = new(root, time ?? TimeProvider.System);

    public IReadOnlyList<ConfiguredRepository>? Read()
    {
        try
        {
            var sections = new Dictionary<string, Section>(StringComparer.Ordinal);
            foreach (var folder in Sources.Append(Overrides))
            {
                if (!TryRead(Path.Combine(root, folder), sections, isOverride: folder == Overrides))
                {
                    return null;
                }
            }

            // A name with a variable is another one in the cache. Without any name this is not dnf's configuration.
            var enabled = sections.Where(s => s.Value.IsEnabled && !s.Key.Contains('$'))
                .OrderBy(s => s.Key, StringComparer.Ordinal).ToList();
            var read = DataFolders();
            return enabled.Count == 0 ? null : [.. enabled.Select(s => Configured(s.Key, s.Value, read.Exists(f => IsOf(f, s.Key))))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>dnf reads a repository on this host in its place, so that nothing of it in the cache says nothing.</summary>
    private ConfiguredRepository Configured(string name, Section section, bool hasData) =>
        new(name, null, HasIndex: hasData || section.IsLocal)
        {
            IsNamedIn = line => IsNamed(line, name),
            WasRead = section.IsLocal ? null : hasData,
            Key = section.IsVerified ? _keys.Of(section.Keys) : null,
        };

    /// <summary>
    /// True when a folder of the cache is that of a repository: <c>NAME-RELEASE-ARCHITECTURE</c> by dnf, <c>NAME-HASH</c> by dnf5. Pure.
    /// </summary>
    public static bool IsOf(string folder, string repository)
    {
        if (folder.Length <= repository.Length + 1 || folder[repository.Length] != '-'
            || !folder.StartsWith(repository, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = folder[(repository.Length + 1)..];
        var parts = rest.Split('-');
        return parts.Length == 2 ? parts[0].Length > 0 && RpmFamily.Architectures.Contains(parts[1])
            : parts.Length == 1 && rest.Length == HashLength && rest.All(char.IsAsciiHexDigitLower);
    }

    /// <summary>False when the files cannot be read, or are too many.</summary>
    private static bool TryRead(string folder, Dictionary<string, Section> sections, bool isOverride)
    {
        if (BoundedFolder.Files(folder, MostFiles, "*.repo") is not { } files)
        {
            return false;
        }

        foreach (var file in files.Where(RegularFile.Exists).Order(StringComparer.Ordinal))
        {
            var lines = HoldFile.Lines(file);
            if (!lines.IsSuccess)
            {
                return false;
            }

            Add(lines.Value, sections, isOverride);
        }

        return true;
    }

    /// <summary>A repository is enabled unless its section says otherwise; an override only changes one that is there.</summary>
    private static void Add(string[] lines, Dictionary<string, Section> sections, bool isOverride)
    {
        string? name = null;
        var last = "";
        foreach (var line in lines)
        {
            if (line.StartsWith('[') && line.IndexOf(']') is > 1 and var end)
            {
                name = line[1..end] is var found && found != "main" && (!isOverride || sections.ContainsKey(found)) ? found : null;
                if (name is not null && !isOverride)
                {
                    sections[name] = new Section(IsEnabled: true, IsLocal: false);
                }
            }
            else if (name is not null && line.IndexOf('=') is > 0 and var at)
            {
                last = line[..at].TrimEnd();
                sections[name] = sections[name].With(last, line[(at + 1)..].Trim());
            }
            else if (name is not null && last == Keys && line.Length > 0 && line[0] is not ('#' or ';'))
            {
                // A list may go on in further lines.
                sections[name] = sections[name] with { Keys = $"{sections[name].Keys} {line}" };
            }
        }
    }

    /// <param name="IsLocal">Its first address is a path on this host.</param>
    private sealed record Section(bool IsEnabled, bool IsLocal)
    {
        public string Keys { get; init; } = "";

        /// <summary>Unless its section says that neither packages nor the index are.</summary>
        public bool IsVerified => HasSignedIndex || HasSignedPackages;

        private bool HasSignedPackages { get; init; } = true;

        private bool HasSignedIndex { get; init; }

        public Section With(string key, string value) => key switch
        {
            RpmRepositories.Keys => this with { Keys = value },
            "gpgcheck" or "pkg_gpgcheck" => this with { HasSignedPackages = !VersionLock.IsOff(value) },
            "repo_gpgcheck" => this with { HasSignedIndex = !VersionLock.IsOff(value) },
            "enabled" => this with { IsEnabled = !VersionLock.IsOff(value) },
            "baseurl" => this with { IsLocal = value.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || value.StartsWith('/') },
            _ => this,
        };
    }

    /// <summary>Returns the names of the folders that have a repository's data, of all releases.</summary>
    private List<string> DataFolders()
    {
        var cache = new DirectoryInfo(Path.Combine(root, Cache));
        return !cache.Exists ? [] :
        [
            .. cache.EnumerateDirectories().Select(release => new DirectoryInfo(Path.Combine(release.FullName, "metadata")))
                .Where(metadata => metadata.Exists).SelectMany(metadata => metadata.EnumerateDirectories())
                .Where(folder => File.Exists(Path.Combine(folder.FullName, "repodata", "repomd.xml"))).Select(folder => folder.Name),
        ];
    }

    /// <summary>True when a line has the name as a whole word.</summary>
    private static bool IsNamed(string line, string name)
    {
        for (var at = line.IndexOf(name, StringComparison.Ordinal); at >= 0; at = line.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !IsOfName(line[at - 1])) && (end == line.Length || !IsOfName(line[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
