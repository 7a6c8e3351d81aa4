using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories.Fleet;

namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// The packages of a kind of distribution: versions, names, databases. Carrying out changes is the engine's task. Everything but
/// <see cref="Open"/> is pure.
/// </summary>
internal interface IPackageFamily : IEngineFamily
{
    /// <summary>The package format.</summary>
    string Name { get; }

    /// <summary>Its distributions, by ID and ID_LIKE of os-release(5).</summary>
    IReadOnlyList<string> Distributions { get; }

    /// <summary>Its package managers, as engines name them (PackageKit's BackendName) and as the API does.</summary>
    IReadOnlyList<(string Flavour, string WireName)> Flavours { get; }

    /// <summary>The service that changes its packages where the configuration names none.</summary>
    EngineKind Engine => EngineKind.PackageKit;

    /// <summary>Its package databases, below the root.</summary>
    IReadOnlyList<string> Databases { get; }

    PackageTerms Terms { get; }

    /// <summary>Orders versions as the family's package manager does. The order of one family is wrong for any other.</summary>
    IComparer<string> VersionOrder { get; }

    /// <summary>The architecture of a package that runs on every machine.</summary>
    string NeutralArchitecture => Terms.NeutralArchitecture;

    /// <summary>
    /// Parses a package named by a client: the API's spelling, <c>name:architecture</c>, or that of the family's package manager.
    /// </summary>
    PackageSpec Parse(string text, string? version = null);

    /// <summary>Prints a package as its package manager does; <see cref="Parse"/> reads it back.</summary>
    string Print(PackageSpec spec);

    /// <summary>Endings of configuration files that its package manager leaves beside the original.</summary>
    IReadOnlyList<KeptEnding> KeptEndings { get; }

    /// <summary>
    /// Names of the agent's package and of those it depends on: without one of them the host cannot be patched, reached or started.
    /// </summary>
    IReadOnlySet<string> Protected { get; }

    /// <summary>Packages of programs that change packages by themselves.</summary>
    IReadOnlyList<string> OtherUpdaters { get; }

    /// <summary>Names under which PackageKit is packaged.</summary>
    IReadOnlyList<string> EnginePackages { get; }

    /// <summary>
    /// Releases whose PackageKit package has a backport of the fix of CVE-2026-41651, with the first fixed version. Origin: their security
    /// trackers. Empty where there is no such list: whether a host has the fix is then not tested.
    /// </summary>
    IReadOnlyList<EngineFix> EngineFixes { get; }

    /// <summary>How the distribution requests a reboot.</summary>
    RebootSignals RebootSignals { get; }

    /// <summary>True when an update by id moves a package to any version, older ones too; else an installation with a flag does.</summary>
    bool MovesByUpdate => false;

    /// <summary>
    /// True when any update, and any installation, may bring all other updates along, and the removal of what they replace: then no smaller
    /// set is worth a simulation, and only a plan that the client has seen may remove anything.
    /// </summary>
    bool UpdatesAsAWhole => false;

    /// <summary>
    /// Returns whether a feature works with this engine, or why not. Origin: each was measured, or read in the engine's source.
    /// </summary>
    Capability Of(Feature feature, EngineInfo engine);

    bool IEngineFamily.CanCancel(EngineInfo engine) => Of(Feature.Cancel, engine).IsSupported;

    string IEngineFamily.WireNameOf(string flavour) =>
        Flavours.Where(f => f.Flavour == flavour).Select(f => f.WireName).FirstOrDefault() ?? flavour;

    /// <summary>
    /// True when the engine has details of exactly the updates with an advisory, so that no answer means that there is none; else it means
    /// that nothing is known.
    /// </summary>
    bool DetailsAreAdvisories => false;

    /// <summary>
    /// True when a refresh may succeed without having read every repository, and takes the data of those away that it did not read.
    /// </summary>
    bool RefreshLeavesOut => false;

    /// <summary>
    /// True when the engine's list of updates is a solution: what cannot go in is not in it, and has to be found by name.
    /// </summary>
    bool ListIsSolution => false;

    /// <summary>How a fleet manager's repository is set up; null where that cannot work, for the reason of the other property.</summary>
    IFleetRepository? FleetRepository => null;

    string WhyNoFleetRepository => "the manager has no repository for this distribution";

    /// <summary>Opens the package files of a host.</summary>
    /// <param name="root">The host's root directory.</param>
    FamilyHost Open(string root, TimeProvider time);
}

/// <summary>How a distribution requests a reboot, besides a newer kernel and the engine's own request.</summary>
/// <param name="Markers">Files below the root that exist while a reboot is required.</param>
/// <param name="PackageLists">Files below the root that name the packages that require it.</param>
/// <param name="KernelPackages">Name prefixes of packages that only change the kernel, which a container does not run.</param>
internal sealed record RebootSignals(
    IReadOnlyList<string> Markers, IReadOnlyList<string> PackageLists, IReadOnlyList<string> KernelPackages)
{
    public static readonly RebootSignals None = new([], [], []);
}

/// <summary>The first version of a release's PackageKit package with a backported fix of CVE-2026-41651 (the security trackers).</summary>
/// <param name="Codename">By which derivatives name the release that they are made from.</param>
internal sealed record EngineFix(string Id, string Release, string Codename, string Version)
{
    /// <summary>The end of a version that was built for an older release.</summary>
    private const string Backport = "~bpo";

    /// <summary>Null when neither the host's release nor one that it is made from is known.</summary>
    /// <param name="isOwn">False for a derivative.</param>
    public static EngineFix? Of(IReadOnlyList<EngineFix> fixes, DistributionRelease host, out bool isOwn)
    {
        var own = fixes.FirstOrDefault(f => f.Id == host.Id && f.Release == host.Release);
        isOwn = own is not null || fixes.Any(f => f.Id == host.Id);

        // "24.04" is nobody else's number; a plain "12" may be.
        return own ?? fixes.FirstOrDefault(f => (f.Id == host.Id || host.Like.Contains(f.Id, StringComparer.Ordinal))
            && (host.Codenames.Contains(f.Codename, StringComparer.Ordinal) || (f.Release == host.Release && f.Release.Contains('.'))));
    }

    /// <summary>
    /// The fix to compare a package's version with: that of its own upstream version, where a backport brought another one. Null when
    /// none is known for that.
    /// </summary>
    public EngineFix? For(string version, IReadOnlyList<EngineFix> fixes) =>
        Upstream(version) == Upstream(Version) ? this : fixes.FirstOrDefault(f => f.Id == Id && Upstream(f.Version) == Upstream(version));

    /// <summary>Whether a version has the fix; null when a derivative's own numbering does not tell.</summary>
    public bool? IsIn(string version, bool isOwn, IComparer<string> order)
    {
        var at = version.IndexOf(Backport, StringComparison.Ordinal);
        if (order.Compare(at < 0 ? version : version[..at], Version) < 0)
        {
            return false;
        }

        return isOwn || version.Contains(Mark(Version), StringComparison.Ordinal) ? true : null;
    }

    private static string Upstream(string version) => version[..Math.Max(version.LastIndexOf('-'), 0)];

    /// <summary>How the distribution numbers its own changes: "deb12u" of 1.2.6-5+deb12u1, "ubuntu" of 1.2.8-2ubuntu1.5.</summary>
    private static string Mark(string version) =>
        version.AsSpan(version.LastIndexOf('-') + 1).TrimStart("0123456789.+").TrimEnd("0123456789.").ToString();
}

/// <summary>Which release of which distribution a host is, for what is known by release (os-release(5)).</summary>
/// <param name="Release">Null when it has none (rolling releases).</param>
internal sealed record DistributionRelease(string Id, string? Release)
{
    /// <summary>Ids of the distributions that it derives from.</summary>
    public IReadOnlyList<string> Like { get; init; } = [];

    /// <summary>Codenames of the releases that it is or is made from.</summary>
    public IReadOnlyList<string> Codenames { get; init; } = [];
}
