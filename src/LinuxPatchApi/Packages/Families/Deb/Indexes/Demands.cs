using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>What a version of a package demands of other packages. Parsed when it is used: of most packages it never is.</summary>
/// <param name="needs">Pre-Depends and Depends as written.</param>
/// <param name="excludes">Conflicts and Breaks as written.</param>
internal sealed class Demands(string needs, string excludes)
{
    private IReadOnlyList<IReadOnlyList<PackageRelation>>? _needs;
    private IReadOnlyList<PackageRelation>? _excludes;

    public IReadOnlyList<IReadOnlyList<PackageRelation>> Needs => _needs ??= PackageRelation.Groups(needs);

    public IReadOnlyList<PackageRelation> Excludes => _excludes ??= [.. PackageRelation.Groups(excludes).SelectMany(g => g)];

    /// <summary>The names of both.</summary>
    public IEnumerable<string> Names => Needs.SelectMany(g => g).Concat(Excludes).Select(r => r.Name);

    public static Demands Of(ControlParagraph paragraph) => new(
        $"{paragraph.Full("Pre-Depends"u8)}, {paragraph.Full("Depends"u8)}",
        $"{paragraph.Full("Conflicts"u8)}, {paragraph.Full("Breaks"u8)}");
}

/// <summary>An installed package with what it demands and provides.</summary>
/// <param name="Provides">As written.</param>
internal sealed record Demanding(string Name, string Version, bool IsHeld, Demands Demands, string Provides);
