using LinuxPatchApi.Host;
using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>The dependencies of the steps of a package change.</summary>
/// <param name="Marks">Null where automatic installation is not recorded.</param>
/// <param name="Repositories">Null where the configured repositories are unknown.</param>
internal sealed record ChangeTools(
    PackageTools Packages,
    ChangePlanner Planner,
    MetadataRefresher Refresher,
    IKeptFiles KeptFiles,
    IAutomaticMarks? Marks,
    RebootHints Hints,
    IRepositories? Repositories = null);
