using LinuxPatchApi.Files;
namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// Which configuration files the package manager kept or replaced: PackageKit answers dpkg's questions by "keep" and tells nobody. Looked for
/// beside the configuration files of the packages, before and after a change, and in what dpkg printed.
/// </summary>
internal sealed class KeptFiles(DpkgPaths paths) : IKeptFiles
{
    private const string Question = "Configuration file '";

    /// <summary>All that lie beside the configuration files of these packages; empty when the database cannot be read.</summary>
    public IReadOnlyList<KeptFile> Of(IEnumerable<string> packages, CancellationToken cancellationToken)
    {
        var names = packages.ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0)
        {
            return [];
        }

        try
        {
            return [.. Conffiles(names, cancellationToken).Concat(Ucf(names)).Distinct(StringComparer.Ordinal).SelectMany(Beside)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DpkgBusyException)
        {
            return [];
        }
    }

    public IEnumerable<string> Said(IReadOnlyList<string> printed, IReadOnlyList<KeptFile> found) =>
        Kept(printed).Where(p => !found.Any(f => f.Path.StartsWith(p + ".", StringComparison.Ordinal)))
            .Select(p => $"the configuration file {p} was kept as it is on the host; dpkg says so and leaves the package's new version in {p}.dpkg-dist");

    /// <summary>The files of which dpkg said that it keeps them; its words in locale C, in which PackageKit runs it. Pure.</summary>
    public static IReadOnlyList<string> Kept(IReadOnlyList<string> printed)
    {
        var kept = new List<string>();
        string? file = null;
        foreach (var line in printed)
        {
            var text = line.Trim();
            if (text.StartsWith(Question, StringComparison.Ordinal) && text.IndexOf('\'', Question.Length) is var end and > 0)
            {
                file = text[Question.Length..end];
            }
            else if (file is not null && text.StartsWith("==> Keeping old config file", StringComparison.Ordinal))
            {
                kept.Add(file);
                file = null;
            }
        }

        return [.. kept.Distinct(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Conffiles(HashSet<string> names, CancellationToken cancellationToken) => new DpkgDatabase(paths)
        .Read((record, paragraph) => names.Contains(record.Name) ? paragraph.Whole("Conffiles"u8) : null, cancellationToken)
        .Entries.OfType<string>()
        .SelectMany(text => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Select(line => line[..Math.Max(line.IndexOf(' ', StringComparison.Ordinal), 0)])
        .Where(path => path.StartsWith('/'));

    /// <summary>ucf's own register: a package and a path on each line.</summary>
    private IEnumerable<string> Ucf(HashSet<string> names) => !File.Exists(paths.UcfRegistry) ? [] : RegularFile.ReadLines(paths.UcfRegistry)
        .Select(line => line.Split((char[])[' ', '\t'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Where(parts => parts.Length == 2 && names.Contains(parts[0]) && parts[1].StartsWith('/'))
        .Select(parts => parts[1]);

    private IEnumerable<KeptFile> Beside(string file)
    {
        foreach (var ending in DebFamily.Instance.KeptEndings)
        {
            var path = file + ending.Ending;
            var found = new FileInfo(Path.Combine(paths.Root, path[1..]));
            if (found.Exists)
            {
                yield return new KeptFile(path, ending, $"{found.LastWriteTimeUtc.Ticks}/{found.CreationTimeUtc.Ticks}/{found.Length}");
            }
        }
    }
}
