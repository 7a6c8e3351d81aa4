using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Relations;

/// <summary>Whether a package meets dependencies of packages of other architectures (deb-control(5), Multi-Arch).</summary>
internal enum MultiArch
{
    No,
    Same,
    Foreign,
    Allowed,
}

/// <summary>A package that is installed, in whole or in part, with its relations to others.</summary>
/// <param name="Needs">Pre-Depends and Depends.</param>
/// <param name="Excludes">Conflicts and Breaks, one by one.</param>
internal sealed record RelatedPackage(
    InstalledPackage Package,
    MultiArch MultiArch,
    IReadOnlyList<IReadOnlyList<PackageRelation>> Needs,
    IReadOnlyList<PackageRelation> Excludes,
    IReadOnlyList<PackageRelation> Provides)
{
    /// <summary>Returns null for a package that is not installed. Pure.</summary>
    public static RelatedPackage? Of(DpkgRecord record, ControlParagraph paragraph) =>
        DpkgInstalledSource.Package(record, paragraph) is { } package
            ? new RelatedPackage(
                package,
                paragraph.First("Multi-Arch"u8) switch
                {
                    "same" => MultiArch.Same,
                    "foreign" => MultiArch.Foreign,
                    "allowed" => MultiArch.Allowed,
                    _ => MultiArch.No,
                },
                [.. Groups(paragraph.Full("Pre-Depends"u8)), .. Groups(paragraph.Full("Depends"u8))],
                [.. Groups(paragraph.Full("Conflicts"u8)).SelectMany(g => g), .. Groups(paragraph.Full("Breaks"u8)).SelectMany(g => g)],
                [.. Groups(paragraph.Full("Provides"u8)).SelectMany(g => g)])
            : null;

    private static IReadOnlyList<IReadOnlyList<PackageRelation>> Groups(string? value) => PackageRelation.Groups(value);
}
