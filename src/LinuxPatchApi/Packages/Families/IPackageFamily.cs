using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// What packages are on this kind of distribution. Who carries changes out is another question: the engine's. Everything but <see cref="Open"/> is
/// pure.
/// </summary>
internal interface IPackageFamily
{
    FamilyKind Kind { get; }

    /// <summary>What it calls things.</summary>
    PackageTerms Terms { get; }

    /// <summary>Orders versions as the family's package manager does. Neither order fits another family.</summary>
    IComparer<string> VersionOrder { get; }

    /// <summary>The architecture word of a package that runs on every machine.</summary>
    string NeutralArchitecture => Terms.NeutralArchitecture;

    /// <summary>Takes apart a package that a client names; the architecture is null where none is named.</summary>
    PackageReference Parse(string text);

    /// <summary>Prints a package so that <see cref="Parse"/> reads it back.</summary>
    string Print(PackageReference reference);

    /// <summary>Under which names its package manager leaves configuration files that it does not overwrite.</summary>
    IReadOnlyList<KeptEnding> KeptEndings { get; }

    /// <summary>Names of the agent's package and of what it stands on: without one of these the host cannot be patched, reached or started.</summary>
    IReadOnlySet<string> Protected { get; }

    /// <summary>Packages that change packages by themselves.</summary>
    IReadOnlyList<string> OtherUpdaters { get; }

    /// <summary>Names under which PackageKit is packaged.</summary>
    IReadOnlyList<string> EnginePackages { get; }

    /// <summary>Releases whose package of PackageKit has the fix of CVE-2026-41651 ported back, with the first fixed version (their security
    /// trackers).</summary>
    IReadOnlyList<(string Id, string Release, string Version)> EngineFixes { get; }

    /// <summary>The distribution's wish for a reboot.</summary>
    RebootSignals RebootSignals { get; }

    /// <summary>Whether an update takes a package to any version that is named by its id, down too; else an installation does, with a flag.</summary>
    bool MovesByUpdate => false;

    /// <summary>Its package manager's words for failures.</summary>
    IFailureTexts Failures { get; }

    /// <summary>How much of a change each phase takes.</summary>
    PhaseShares Shares { get; }

    /// <summary>Whether a feature works with this engine, or why not. Each answer was measured or read in the engine's source.</summary>
    Capability Of(Feature feature, EngineInfo engine);

    /// <summary>What the files of a host tell.</summary>
    /// <param name="root">The host's root directory.</param>
    FamilyHost Open(string root, TimeProvider time);
}

/// <summary>How a distribution says that it wants a reboot, besides a newer kernel and the engine's own wish.</summary>
/// <param name="Markers">Files below the root that are there while a reboot is wanted.</param>
/// <param name="PackageLists">Files below the root that name the packages because of which.</param>
/// <param name="KernelPackages">How the names of packages begin that change the kernel only, which a container does not own.</param>
internal sealed record RebootSignals(IReadOnlyList<string> Markers, IReadOnlyList<string> PackageLists, IReadOnlyList<string> KernelPackages)
{
    public static readonly RebootSignals None = new([], [], []);
}
