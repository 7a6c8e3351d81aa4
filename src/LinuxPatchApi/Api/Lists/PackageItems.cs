using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Patches;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Lists;

/// <summary>Converts packages to their documents. Pure.</summary>
internal static class PackageItems
{
    public static Package Installed(InstalledPackage package, Patch? update) => new(
        package.Name,
        package.Version,
        package.Architecture,
        update is null ? "installed" : "upgradable",
        update is not null,
        update?.Update.Version,
        update?.Update.Version,
        package.Summary,
        update?.CveIds ?? [],
        package.Repository ?? update?.Update.Repository,
        package.SizeBytes,
        UtcTime.Of(package.InstalledAt),
        package.Held);

    public static Package Available(AvailablePackage package) => new(
        package.Name,
        package.Version,
        package.Architecture,
        "available",
        false,
        null,
        null,
        package.Summary,
        [],
        package.Repository,
        package.SizeBytes,
        null,
        false);

    public static PackageDetail Detail(
        Package item, PackageFacts? facts, InstalledInventory inventory, IReadOnlyList<AvailablePackage> versions) => new(item)
    {
        Description = facts?.Description ?? item.Description,
        Repository = versions.FirstOrDefault(v => v.Version == item.Version && v.Architecture == item.Architecture)?.Repository
            ?? item.Repository,
        Dependencies = [.. (facts?.Dependencies ?? []).Select(d => new Dependency(d.Name, d.Version, d.Required))],
        ReverseDependencies = facts?.ReverseDependencies ?? [],
        Homepage = facts?.Homepage,
        License = facts?.License,
        Group = facts?.Group,
        Files = facts?.Files ?? [],
        Versions =
        [
            .. versions.Select(v => new PackageVersion(
                v.Version, v.Repository, inventory.Find(v.Key)?.Version == v.Version, v.Architecture, v.Priority)),
        ],
    };
}
