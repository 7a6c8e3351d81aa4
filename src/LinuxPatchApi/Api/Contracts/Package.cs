using System.Text.Json.Serialization;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>An item of the package list.</summary>
/// <param name="Status">installed, upgradable, available.</param>
/// <param name="LatestVersion">Null when no newer version is known.</param>
internal record Package(
    string Name,
    string Version,
    string Architecture,
    string Status,
    bool Upgradable,
    string? LatestVersion,
    string? AvailableVersion,
    string Description,
    IReadOnlyList<string> CveIds,
    string? Repository,
    long? SizeBytes,
    WireTime? InstalledAt,
    bool Held) : IListed;

/// <summary>Answer of <c>GET /api/v1/packages</c>.</summary>
/// <param name="Total">After filtering, before paging.</param>
/// <param name="Stale">
/// True when the list is older than the last change of the host, its latest reading failed, or the metadata are older than configured.
/// </param>
/// <param name="Warnings">What is unknown of the updates, and why: an index that cannot be read, or details that are still being read.
/// Empty when all are known.</param>
internal sealed record PackageList(
    IReadOnlyList<Package> Packages,
    int Total,
    int? Limit,
    int Offset,
    WireTime GeneratedAt,
    WireTime? MetadataRefreshedAt,
    bool Stale,
    IReadOnlyList<string> Warnings);

/// <summary>Answer of <c>GET /api/v1/packages/{name}</c>.</summary>
internal sealed record PackageDetail : Package
{
    public PackageDetail(Package item)
        : base(item)
    {
    }

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<Dependency> Dependencies { get; init; }

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<string> ReverseDependencies { get; init; }

    [JsonPropertyOrder(1)]
    public required string? Homepage { get; init; }

    [JsonPropertyOrder(1)]
    public required string? License { get; init; }

    [JsonPropertyOrder(1)]
    public required string? Group { get; init; }

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Every version that the configured repositories still offer.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<PackageVersion> Versions { get; init; }
}

/// <summary>One dependency of a package.</summary>
/// <param name="Version">The version constraint; null for any version.</param>
/// <param name="Required">False for recommendations, and for one of several alternatives.</param>
internal sealed record Dependency(string Name, string? Version, bool Required);

/// <summary>One offered version of a package.</summary>
/// <param name="Architecture">Architecture of this build; a version may be built for several.</param>
/// <param name="Priority">The rank given by the package manager, with the preferences of the host; null where it ranks none.</param>
internal sealed record PackageVersion(string Version, string? Repository, bool Installed, string Architecture, int? Priority);
