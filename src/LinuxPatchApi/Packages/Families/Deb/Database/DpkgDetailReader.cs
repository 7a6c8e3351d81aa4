using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>Reads the details of one installed package from dpkg's files: one pass over its database, one file list.</summary>
internal sealed class DpkgDetailReader(DpkgPaths paths) : IPackageDetails
{
    /// <summary>Throws what <see cref="DpkgDatabase.Read{T}"/> throws.</summary>
    public PackageFacts? Read(InstalledPackage package, CancellationToken cancellationToken)
    {
        var view = new DpkgDatabase(paths).Read(
            (record, paragraph) => record.Status.State is InstalledState.NotInstalled or InstalledState.ConfigFiles ? null
                : record.Name == package.Name && record.Architecture == package.Architecture ? new Match(record.Name, Facts(paragraph))
                : Dependencies(paragraph).Any(d => d.Required && d.Name == package.Name) ? new Match(record.Name, null)
                : null,
            cancellationToken);
        var matches = view.Entries.OfType<Match>().ToList();
        var reverse = new SortedSet<string>(matches.Where(m => m.Facts is null).Select(m => m.Name), StringComparer.Ordinal);
        return matches.Find(m => m.Facts is not null)?.Facts is { } facts
            ? facts with { ReverseDependencies = [.. reverse], Files = Files(package.Key) }
            : null;
    }

    private static PackageFacts Facts(ControlParagraph paragraph) => new(
        Dependencies(paragraph),
        [],
        paragraph.First("Homepage"u8),
        License: null, // Debian keeps licences in /usr/share/doc, not in its metadata.
        paragraph.First("Section"u8),
        paragraph.Full("Description"u8) ?? "",
        []);

    /// <summary>Returns Depends, Pre-Depends (required) and Recommends, Suggests of a paragraph; alternatives one by one. Pure.</summary>
    public static IReadOnlyList<PackageDependency> Dependencies(ControlParagraph paragraph) =>
    [
        .. DependencyField.Parse(paragraph.Full("Pre-Depends"u8), required: true),
        .. DependencyField.Parse(paragraph.Full("Depends"u8), required: true),
        .. DependencyField.Parse(paragraph.Full("Recommends"u8), required: false),
        .. DependencyField.Parse(paragraph.Full("Suggests"u8), required: false),
    ];

    private IReadOnlyList<string> Files(PackageKey key)
    {
        foreach (var name in new[] { key.Name, $"{key.Name}:{key.Architecture}" })
        {
            var path = Path.Combine(paths.Info, name + ".list");
            if (File.Exists(path))
            {
                return [.. RegularFile.ReadLines(path).Where(line => line is not ("" or "/."))];
            }
        }

        return [];
    }

    /// <param name="Facts">Null for a package that depends on the requested one.</param>
    private sealed record Match(string Name, PackageFacts? Facts);
}
