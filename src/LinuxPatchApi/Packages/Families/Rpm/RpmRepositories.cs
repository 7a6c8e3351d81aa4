using LinuxPatchApi.Packages.Families.Rpm.Settings;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// The repositories of dnf's configuration, and which of them the last refresh has read. PackageKit's dnf backends delete the data of a
/// repository before they fetch it anew, and report success although one that may be skipped could not be fetched: its updates are then
/// in no list, and only its missing data tells. Measured with PackageKit 1.2.6 (dnf) and 1.4.0 (dnf5).
/// </summary>
internal sealed class RpmRepositories(string root, TimeProvider time) : IRepositories
{
    /// <summary>PackageKit's own cache; the dnf backends share none with dnf.</summary>
    private const string Cache = "var/cache/PackageKit";

    /// <summary>Hexadecimal digits by which dnf5 tells repositories of the same name apart.</summary>
    private const int HashLength = 16;

    private readonly RpmKeys _keys = new(root, time);

    public IReadOnlyList<ConfiguredRepository>? Read()
    {
        try
        {
            if (Sections() is not { } sections)
            {
                return null;
            }

            var enabled = Enabled(sections);
            if (enabled.Count == 0 && (sections.Values.Any(s => s.IsEnabled) || !Directory.Exists(Path.Combine(root, "etc/yum.repos.d"))))
            {
                // Names with variables are not known, and without its folder this is not dnf's configuration.
                return null;
            }

            var read = DataFiles();
            return
            [
                .. enabled.Select(s => Configured(s.Key, s.Value, IndexOf(read, s.Key)?.LastWriteTimeUtc)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public string? WhyNotFetched() => RpmSettings.Read(root) is { IsSuccess: true, Value.CacheOnly: { } setting }
        ? $"{setting} keeps the package manager from fetching anything" : null;

    /// <summary>Returns the indexes (repomd.xml) of the enabled repositories in the cache; none when these are unknown.</summary>
    public Dictionary<string, FileInfo> Indexes()
    {
        var indexes = new Dictionary<string, FileInfo>(StringComparer.Ordinal);
        try
        {
            var files = DataFiles();
            foreach (var (name, _) in Enabled(Sections() ?? new Dictionary<string, RpmSection>()))
            {
                if (IndexOf(files, name) is { } file)
                {
                    indexes[name] = file;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is not read is told by whoever asks for the repositories themselves.
        }

        return indexes;
    }

    /// <summary>Returns null when the configuration cannot be read.</summary>
    private IReadOnlyDictionary<string, RpmSection>? Sections() =>
        RpmSettings.Read(root) is { IsSuccess: true, Value: var settings } ? RpmSections.Read(root, settings, []) : null;

    /// <summary>By name. A name with a variable is another one in the cache.</summary>
    private static List<KeyValuePair<string, RpmSection>> Enabled(IReadOnlyDictionary<string, RpmSection> sections) =>
        [.. sections.Where(s => s.Value.IsEnabled && !s.Key.Contains('$')).OrderBy(s => s.Key, StringComparer.Ordinal)];

    /// <summary>dnf reads a repository on this host in its place, so that nothing of it in the cache says nothing.</summary>
    private ConfiguredRepository Configured(string name, RpmSection section, DateTimeOffset? dataAt) =>
        new(name, null, HasIndex: dataAt is not null || section.IsLocal)
        {
            IsNamedIn = line => IsNamed(line, name),
            WasRead = section.IsLocal ? null : dataAt is not null,
            DataAt = section.IsLocal ? null : dataAt,
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

    /// <summary>Returns the files that stand for a repository's data, of all releases.</summary>
    private List<FileInfo> DataFiles()
    {
        var cache = new DirectoryInfo(Path.Combine(root, Cache));
        return !cache.Exists ? [] :
        [
            .. cache.EnumerateDirectories().Select(release => new DirectoryInfo(Path.Combine(release.FullName, "metadata")))
                .Where(metadata => metadata.Exists).SelectMany(metadata => metadata.EnumerateDirectories())
                .Select(folder => new FileInfo(Path.Combine(folder.FullName, "repodata", "repomd.xml"))).Where(index => index.Exists),
        ];
    }

    /// <summary>Returns the newest of a repository; null when it has none.</summary>
    private static FileInfo? IndexOf(IEnumerable<FileInfo> files, string repository)
    {
        FileInfo? newest = null;
        foreach (var file in files)
        {
            newest = IsOf(file.Directory!.Parent!.Name, repository) && !(newest?.LastWriteTimeUtc >= file.LastWriteTimeUtc) ? file : newest;
        }

        return newest;
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
