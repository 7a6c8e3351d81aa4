using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Packages.Dpkg;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Patches;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Packages to their documents. Pure.</summary>
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
        package.InstalledAt,
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

    public static PackageDetail Detail(Package item, PackageFacts? facts, InstalledPackage? present, IReadOnlyList<AvailablePackage> versions) => new(
        item.Name,
        item.Version,
        item.Architecture,
        item.Status,
        item.Upgradable,
        item.LatestVersion,
        item.AvailableVersion,
        facts?.Description ?? item.Description,
        item.CveIds,
        versions.FirstOrDefault(v => v.Version == item.Version)?.Repository ?? item.Repository,
        item.SizeBytes,
        item.InstalledAt,
        item.Held,
        [.. (facts?.Dependencies ?? []).Select(d => new Dependency(d.Name, d.Version, d.Required))],
        facts?.ReverseDependencies ?? [],
        facts?.Homepage,
        facts?.License,
        facts?.Group,
        facts?.Files ?? [],
        [.. versions.Select(v => new PackageVersion(v.Version, v.Repository, present is not null && v.Version == present.Version && v.Architecture == present.Architecture))]);
}
