using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// What packages are on this kind of distribution. Who carries changes out is another question: the engine's. Everything but <see cref="Open"/> is
/// pure.
/// </summary>
internal interface IPackageFamily : IEngineFamily
{
    /// <summary>The package format.</summary>
    string Name { get; }

    /// <summary>The distributions that are of it, by ID and ID_LIKE of os-release(5).</summary>
    IReadOnlyList<string> Distributions { get; }

    /// <summary>How engines name its package managers (PackageKit's BackendName), and what the API calls each of them.</summary>
    IReadOnlyList<(string Flavour, string Word)> Flavours { get; }

    /// <summary>The service that changes its packages where the configuration names none.</summary>
    EngineKind Engine => EngineKind.PackageKit;

    /// <summary>Its package databases, below the root.</summary>
    IReadOnlyList<string> Databases { get; }

    /// <summary>What it calls things.</summary>
    PackageTerms Terms { get; }

    /// <summary>Orders versions as the family's package manager does. Neither order fits another family.</summary>
    IComparer<string> VersionOrder { get; }

    /// <summary>The architecture word of a package that runs on every machine.</summary>
    string NeutralArchitecture => Terms.NeutralArchitecture;

    /// <summary>Takes apart a package that a client names. Beside the API's own spelling, <c>name:architecture</c>, each family takes its package
    /// manager's.</summary>
    PackageSpec Parse(string text, string? version = null);

    /// <summary>Prints a package as its package manager does, so that <see cref="Parse"/> reads it back.</summary>
    string Print(PackageSpec spec);

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

    /// <summary>Whether a feature works with this engine, or why not. Each answer was measured or read in the engine's source.</summary>
    Capability Of(Feature feature, EngineInfo engine);

    bool IEngineFamily.CanCancel(EngineInfo engine) => Of(Feature.Cancel, engine).IsSupported;

    string IEngineFamily.WordOf(string flavour) => Flavours.Where(f => f.Flavour == flavour).Select(f => f.Word).FirstOrDefault() ?? flavour;

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
