using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// What packages are on this kind of distribution. Who carries changes out is another question: the engine's. Everything here is pure.
/// </summary>
internal interface IPackageFamily
{
    FamilyKind Kind { get; }

    /// <summary>Orders versions as the family's package manager does. Neither order fits another family.</summary>
    IComparer<string> VersionOrder { get; }

    /// <summary>The architecture word of a package that runs on every machine.</summary>
    string NeutralArchitecture { get; }

    /// <summary>Takes apart a package that a client names; the architecture is null where none is named.</summary>
    PackageReference Parse(string text);

    /// <summary>Prints a package so that <see cref="Parse"/> reads it back.</summary>
    string Print(PackageReference reference);

    /// <summary>Under which names its package manager leaves configuration files that it does not overwrite.</summary>
    IReadOnlyList<KeptEnding> KeptEndings { get; }

    /// <summary>Names of the agent's package and of what it stands on: without one of these the host cannot be patched, reached or started.</summary>
    IReadOnlySet<string> Protected { get; }

    /// <summary>Whether a feature works with this engine, or why not. Each answer was measured or read in the engine's source.</summary>
    Capability Of(Feature feature, EngineInfo engine);
}
