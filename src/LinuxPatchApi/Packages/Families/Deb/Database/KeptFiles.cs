using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>A file that dpkg or ucf(1) left beside a configuration file.</summary>
/// <param name="Path">As the host names it.</param>
/// <param name="Mark">Another one for another file of that name.</param>
internal sealed record KeptFile(string Path, string Mark)
{
    /// <summary>What it is, for people.</summary>
    public string Words
    {
        get
        {
            var dot = Path.LastIndexOf('.');
            var (file, left) = (Path[..dot], Path[dot..]);
            return left switch
            {
                ".dpkg-old" or ".ucf-old" => $"the configuration file {file} was replaced by the package's; the former one lies in {Path}",
                ".dpkg-new" => $"the package's new version of the configuration file {file} lies in {Path} and is not in force",
                _ => $"the configuration file {file} was kept as it is on the host; the package's new version lies in {Path}",
            };
        }
    }
}

/// <summary>
/// Which configuration files the package manager kept or replaced: PackageKit answers dpkg's questions by "keep" and tells nobody. Looked for
/// beside the configuration files of the packages, before and after a change, and in what dpkg printed.
/// </summary>
internal sealed class KeptFiles(DpkgPaths paths)
{
    /// <summary>dpkg's (dpkg(1), conffiles) and ucf's.</summary>
    private static readonly string[] Endings = [".dpkg-dist", ".dpkg-new", ".dpkg-old", ".ucf-dist", ".ucf-new", ".ucf-old"];

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

    /// <summary>What is new since, in words, each file once. Pure.</summary>
    /// <param name="before">Null when it is not known any more: then all that lies there is told.</param>
    /// <param name="printed">What dpkg printed meanwhile.</param>
    public static IReadOnlyList<string> Told(IReadOnlyList<KeptFile>? before, IReadOnlyList<KeptFile> after, IReadOnlyList<string> printed)
    {
        var files = after.Where(f => before?.Contains(f) != true).ToList();
        var more = Kept(printed).Where(p => !files.Any(f => f.Path.StartsWith(p + ".", StringComparison.Ordinal)))
            .Select(p => $"the configuration file {p} was kept as it is on the host; dpkg says so and leaves the package's new version in {p}.dpkg-dist");
        IReadOnlyList<string> all = [.. files.Select(f => f.Words), .. more];
        return all.Count <= PackageLimits.KeptFilesTold
            ? all
            : [.. all.Take(PackageLimits.KeptFilesTold), $"{all.Count - PackageLimits.KeptFilesTold} more configuration files were kept or replaced"];
    }

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
    private IEnumerable<string> Ucf(HashSet<string> names) => !File.Exists(paths.UcfRegistry) ? [] : File.ReadLines(paths.UcfRegistry)
        .Select(line => line.Split((char[])[' ', '\t'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Where(parts => parts.Length == 2 && names.Contains(parts[0]) && parts[1].StartsWith('/'))
        .Select(parts => parts[1]);

    private IEnumerable<KeptFile> Beside(string file)
    {
        foreach (var path in Endings.Select(ending => file + ending))
        {
            var found = new FileInfo(Path.Combine(paths.Root, path[1..]));
            if (found.Exists)
            {
                yield return new KeptFile(path, $"{found.LastWriteTimeUtc.Ticks}/{found.CreationTimeUtc.Ticks}/{found.Length}");
            }
        }
    }
}
