using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>
/// Finds the configuration files that the package manager kept or replaced: PackageKit answers dpkg's prompts with "keep" and does not
/// report it. Searches beside the configuration files of the packages, before and after a change, and in dpkg's output.
/// </summary>
internal sealed class KeptFiles(DpkgPaths paths) : IKeptFiles
{
    /// <summary>Origin: dpkg(1), conffiles; dpkg-maintscript-helper(1), for files that a package gives up; ucf(1).</summary>
    public static readonly IReadOnlyList<KeptEnding> Endings =
    [
        new(".dpkg-dist"), new(".dpkg-new", KeptKind.Undecided), new(".dpkg-old", KeptKind.Previous),
        new(".dpkg-bak", KeptKind.Gone),
        new(".ucf-dist"), new(".ucf-new"), new(".ucf-old", KeptKind.Previous),
    ];

    private const string Question = "Configuration file '";

    private const string GivenUp = "Obsolete conffile ";
    private const string Modified = " has been modified by you.";
    private static readonly string[] NotOwned = [" obsolete", " remove-on-upgrade"];

    /// <summary>Returns all files beside the configuration files of these packages; empty when the database cannot be read.</summary>
    public IReadOnlyList<KeptFile> Of(IEnumerable<string> packages, IReadOnlyList<string> also, CancellationToken cancellationToken) =>
        [.. Watched(packages, cancellationToken).Concat(also).Distinct(StringComparer.Ordinal).SelectMany(Beside)];

    public IReadOnlyList<string> Watched(IEnumerable<string> packages, CancellationToken cancellationToken)
    {
        var names = packages.ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0)
        {
            return [];
        }

        try
        {
            return [.. Conffiles(names, cancellationToken).Concat(Ucf(names))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DpkgBusyException)
        {
            return [];
        }
    }

    public IEnumerable<string> FromOutput(IReadOnlyList<string> printed, IReadOnlyList<KeptFile> found) =>
        Kept(printed).Where(p => !found.Any(f => f.Path.StartsWith(p + ".", StringComparison.Ordinal)))
            .Select(p => $"the configuration file {p} was kept as it is on the host; dpkg says so and leaves the package's new version in "
                + $"{p}.dpkg-dist")
            .Concat(SetAside(printed).Where(p => !found.Any(f => f.Path == p + ".dpkg-bak"))
                .Select(p => $"the configuration file {p} is not the package's any more; its script says that the "
                    + $"host's version lies in {p}.dpkg-bak"));

    /// <summary>The changed files of which dpkg's helper said that a package gives them up. Pure.</summary>
    public static IReadOnlyList<string> SetAside(IReadOnlyList<string> printed) =>
    [
        .. printed.Select(line => line.Trim())
            .Where(text => text.StartsWith(GivenUp + "/", StringComparison.Ordinal) && text.EndsWith(Modified, StringComparison.Ordinal))
            .Select(text => text[GivenUp.Length..^Modified.Length]).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Returns the files that dpkg printed as kept. Expects locale C, in which PackageKit runs dpkg. Pure.</summary>
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
        .Read((record, paragraph) => names.Contains(record.Name) ? paragraph.Full("Conffiles"u8) : null, cancellationToken)
        .Entries.OfType<string>()
        .SelectMany(text => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Select(Conffile)
        .Where(path => path.StartsWith('/'));

    /// <summary>A path, which may have spaces, its checksum, and perhaps a word.</summary>
    private static string Conffile(string line)
    {
        foreach (var word in NotOwned)
        {
            line = line.EndsWith(word, StringComparison.Ordinal) ? line[..^word.Length] : line;
        }

        return line[..Math.Max(line.LastIndexOf(' '), 0)];
    }

    /// <summary>Reads ucf's registry: a package and a path on each line.</summary>
    private IEnumerable<string> Ucf(HashSet<string> names) => !File.Exists(paths.UcfRegistry) ? []
        : RegularFile.ReadLines(paths.UcfRegistry)
        .Select(line => line.Split((char[])[' ', '\t'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Where(parts => parts.Length == 2 && names.Contains(parts[0]) && parts[1].StartsWith('/'))
        .Select(parts => parts[1]);

    private IEnumerable<KeptFile> Beside(string file)
    {
        foreach (var ending in Endings)
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
