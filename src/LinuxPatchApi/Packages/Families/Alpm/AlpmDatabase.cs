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

    /// <summary>Bytes of one file. Origin: the list of files of the largest package, a set of headers or icons, has 8 MB.</summary>
    private const int MostBytes = 32 * 1024 * 1024;

    public PackageResult<IReadOnlyList<PackageRelations>> Read(CancellationToken cancellationToken)
    {
        try
        {
            return PackageResult<IReadOnlyList<PackageRelations>>.Of(
                [.. Packages(cancellationToken).Select(p => Relations(p.Fields)).OfType<PackageRelations>()]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PackageFailure(Jobs.Model.JobErrorCode.PackageManagerError, SystemErrorText.Of(e), Retryable: false);
        }
    }

    public PackageFacts? Read(InstalledPackage package, CancellationToken cancellationToken)
    {
        Entry? own = null;
        var all = new List<PackageRelations>();
        foreach (var entry in Packages(cancellationToken))
        {
            if (Relations(entry.Fields) is { } relations)
            {
                all.Add(relations);
                own = relations.Name == package.Name ? entry : own;
            }
        }

        if (own is not { Folder: var directory, Fields: var found })
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
            [.. Values(Fields(Path.Combine(directory, "files")), "FILES").Where(f => !f.EndsWith('/')).Select(f => "/" + f)]);
    }

    private IEnumerable<Entry> Packages(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var folder in Directory.EnumerateDirectories(places.Local))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++count > MostPackages)
            {
                throw new InvalidDataException($"{places.Local} has more than {MostPackages} packages");
            }

            yield return new Entry(folder, Fields(Path.Combine(folder, "desc")));
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

    private static Dictionary<string, List<string>> Fields(string file)
    {
        var (bytes, problem) = BoundedFile.Read(file, MostBytes);
        if (problem is { Reason: not FileFailure.NotFound })
        {
            throw new InvalidDataException(problem.ToString());
        }

        var fields = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? values = null;
        foreach (var line in System.Text.Encoding.UTF8.GetString(bytes ?? []).Split('\n'))
        {
            if (line is ['%', .., '%'])
            {
                fields[line[1..^1]] = values = [];
            }
            else if (line.Length > 0)
            {
                values?.Add(line);
            }
        }

        return fields;
    }

    private static IReadOnlyList<string> Values(Dictionary<string, List<string>> fields, string section) =>
        fields.GetValueOrDefault(section) ?? [];

    private static string? First(Dictionary<string, List<string>> fields, string section) =>
        fields.TryGetValue(section, out var values) && values.Count > 0 ? values[0] : null;

    private sealed record Entry(string Folder, Dictionary<string, List<string>> Fields);
}
