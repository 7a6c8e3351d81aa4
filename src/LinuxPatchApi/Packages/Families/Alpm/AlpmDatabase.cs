using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families.Dependencies;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>
/// Reads pacman's database of installed packages: a directory for each, with a file <c>desc</c> of sections <c>%NAME%</c> and a line for
/// each value, and a file <c>files</c> like it (alpm, be_local.c).
/// </summary>
internal sealed class AlpmDatabase(AlpmPlaces places) : IRelations, IPackageDetails
{
    /// <summary>Packages read. Origin: ten times a desktop's; a directory without end must not cost a check minutes.</summary>
    private const int MostPackages = 20_000;

    /// <summary>Bytes of one <c>desc</c>. Origin: ten times the longest of the field, which provides a thousand names.</summary>
    private const int DescBytes = 1 << 20;

    /// <summary>
    /// Bytes of one <c>files</c>. Origin: the largest package, a set of icons, has 100 000 files with 60 characters each; they cost three
    /// times as much in memory, of which the agent has 256 MB.
    /// </summary>
    private const int FilesBytes = 8 << 20;

    /// <summary>
    /// Stamps the database and <paramref name="others"/>. pacman makes a package's directory when it begins to unpack, and writes the files
    /// in it at the end, which changes no directory above them: while somebody works, the half-made ones count too.
    /// </summary>
    public DatabaseStamp? Stamp(IReadOnlyList<string> others) =>
        DatabaseFiles.Stamp([places.Local, .. others]) is { } stamp ? stamp with { Unmerged = HalfMade() } : null;

    /// <summary>
    /// True for an entry that is not whole: libalpm writes both files for each package, and that of its files may be empty.
    /// </summary>
    public static bool IsHalfMade(string entry) =>
        !File.Exists(Path.Combine(entry, "files")) || new FileInfo(Path.Combine(entry, "desc")) is not { Exists: true, Length: > 0 };

    private int HalfMade()
    {
        try
        {
            return File.Exists(places.Lock) ? Folders(CancellationToken.None).Count(IsHalfMade) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // A directory that went meanwhile changes the stamp by itself; the others are told when they are read.
            return 0;
        }
    }

    public PackageResult<IReadOnlyList<PackageRelations>> Read(CancellationToken cancellationToken)
    {
        try
        {
            return PackageResult<IReadOnlyList<PackageRelations>>.Of(
                [.. Folders(cancellationToken).Select(f => Relations(Desc(f))).OfType<PackageRelations>()]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PackageFailure(Jobs.Model.JobErrorCode.PackageManagerError, SystemErrorText.Of(e), Retryable: false);
        }
    }

    public PackageFacts? Read(InstalledPackage package, CancellationToken cancellationToken)
    {
        string? directory = null;
        Dictionary<string, List<string>> found = [];
        var all = new List<PackageRelations>();
        foreach (var folder in Folders(cancellationToken))
        {
            if (DescOrNone(folder) is { } fields && Relations(fields) is { } relations)
            {
                all.Add(relations);
                (directory, found) = relations.Name == package.Name ? (folder, fields) : (directory, found);
            }
        }

        if (directory is null)
        {
            return null;
        }

        var names = all.First(p => p.Name == package.Name).Provides.Select(p => p.Name).Append(package.Name)
            .ToHashSet(StringComparer.Ordinal);
        return new PackageFacts(
            [.. Dependencies(found, "DEPENDS", isRequired: true), .. Dependencies(found, "OPTDEPENDS", isRequired: false)],
            [
                .. all.Where(p => p.Name != package.Name && p.Needs.Any(n => names.Contains(n.Name)
                    && !all.Any(o => o.Name != package.Name && (o.Name == n.Name || o.Provides.Any(v => v.Name == n.Name)))))
                    .Select(p => p.Name).Order(StringComparer.Ordinal),
            ],
            First(found, "URL"),
            found.TryGetValue("LICENSE", out var licences) ? string.Join(", ", licences) : null,
            found.TryGetValue("GROUPS", out var groups) ? string.Join(", ", groups) : null,
            First(found, "DESC") ?? "",
            [
                .. Lines(Path.Combine(directory, "files"), FilesBytes).Where(l => l.Section == "FILES" && !l.Value.EndsWith('/'))
                    .Select(l => "/" + l.Value),
            ]);
    }

    /// <summary>
    /// Returns the packages that own files, by path; a path without a known owner is left out. What cannot be read counts as empty.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Owners(IReadOnlySet<string> wanted)
    {
        var owners = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        try
        {
            foreach (var folder in Folders(CancellationToken.None))
            {
                AddOwner(folder, wanted, owners);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The owners found so far are valid.
        }

        return owners;
    }

    private static void AddOwner(string folder, IReadOnlySet<string> wanted, Dictionary<string, IReadOnlyList<string>> owners)
    {
        try
        {
            string? name = null;
            foreach (var (section, value) in Lines(Path.Combine(folder, "files"), FilesBytes))
            {
                var path = "/" + value;
                if (section != "FILES" || value.EndsWith('/') || !wanted.Contains(path))
                {
                    continue;
                }

                name ??= First(Desc(folder), "NAME");
                if (name is not null)
                {
                    owners[path] = owners.TryGetValue(path, out var known) ? [.. known.Append(name).Order(StringComparer.Ordinal)] : [name];
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // An odd file of one package says nothing of the others.
        }
    }

    private IEnumerable<string> Folders(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var folder in Directory.EnumerateDirectories(places.Local))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++count > MostPackages)
            {
                throw new InvalidDataException($"{places.Local} has more than {MostPackages} packages");
            }

            yield return folder;
        }
    }

    private static PackageRelations? Relations(Dictionary<string, List<string>> fields) =>
        First(fields, "NAME") is { } name && First(fields, "VERSION") is { } version
            ? new PackageRelations(name, version, Of(fields, "DEPENDS"), Of(fields, "CONFLICTS"), Of(fields, "PROVIDES"))
            : null;

    private static IReadOnlyList<Relation> Of(Dictionary<string, List<string>> fields, string section) =>
        [.. Values(fields, section).Select(Relation.Parse)];

    private static IEnumerable<PackageDependency> Dependencies(Dictionary<string, List<string>> fields, string section, bool isRequired) =>
        Values(fields, section).Select(text =>
        {
            // An optional one has a reason behind a colon.
            var relation = Relation.Parse(isRequired ? text : text.Split(": ")[0]);
            var version = relation.Operator is null ? null : relation.Operator + relation.Version;
            return new PackageDependency(relation.Name, version, isRequired);
        });

    /// <summary>Returns null for one that cannot be read: an odd file of one package says nothing of the others.</summary>
    private static Dictionary<string, List<string>>? DescOrNone(string folder)
    {
        try
        {
            return Desc(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static Dictionary<string, List<string>> Desc(string folder)
    {
        var fields = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (section, value) in Lines(Path.Combine(folder, "desc"), DescBytes))
        {
            (fields.TryGetValue(section, out var values) ? values : fields[section] = []).Add(value);
        }

        return fields;
    }

    /// <summary>Returns a file's values line by line, each with its section; none where there is no file.</summary>
    private static IEnumerable<Line> Lines(string file, int most)
    {
        if (!Path.Exists(file))
        {
            yield break;
        }

        using var stream = RegularFile.Open(file);
        if (stream.Length > most)
        {
            throw new InvalidDataException($"{file} has more than {most} bytes");
        }

        using var reader = new StreamReader(stream, System.Text.Encoding.UTF8);
        string? section = null;
        while (reader.ReadLine() is { } line)
        {
            if (line is ['%', .., '%'])
            {
                section = line[1..^1];
            }
            else if (line.Length > 0 && section is not null)
            {
                yield return new Line(section, line);
            }
        }
    }

    private static IReadOnlyList<string> Values(Dictionary<string, List<string>> fields, string section) =>
        fields.GetValueOrDefault(section) ?? [];

    private static string? First(Dictionary<string, List<string>> fields, string section) =>
        fields.TryGetValue(section, out var values) && values.Count > 0 ? values[0] : null;

    private readonly record struct Line(string Section, string Value);
}
