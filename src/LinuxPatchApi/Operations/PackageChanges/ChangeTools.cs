using LinuxPatchApi.Operations.PackageChanges.Planning;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>What the steps of a package change work with.</summary>
/// <param name="Marks">Null where nothing tells which packages were installed automatically.</param>
internal sealed record ChangeTools(PackageTools Packages, ChangePlanner Planner, MetadataRefresher Refresher, IKeptFiles KeptFiles, IAutomaticMarks? Marks);
