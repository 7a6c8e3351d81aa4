namespace LinuxPatchApi.Api.Contracts;

/// <summary>An item of the package list.</summary>
/// <param name="Status">installed, upgradable, available.</param>
/// <param name="LatestVersion">Null when no newer version is known.</param>
internal sealed record Package(
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
    DateTimeOffset? InstalledAt,
    bool Held);

/// <param name="Total">After filtering, before paging.</param>
/// <param name="Stale">True when the list is known to be older than the host or its metadata than the configured threshold.</param>
internal sealed record PackageList(
    IReadOnlyList<Package> Packages,
    int Total,
    int? Limit,
    int Offset,
    DateTimeOffset GeneratedAt,
    DateTimeOffset? MetadataRefreshedAt,
    bool Stale);

/// <summary>Answer of <c>GET /api/v1/packages/{name}</c>.</summary>
internal sealed record PackageDetail(
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
    DateTimeOffset? InstalledAt,
    bool Held,
    IReadOnlyList<Dependency> Dependencies,
    IReadOnlyList<string> ReverseDependencies,
    string? Homepage,
    string? License,
    string? Group,
    IReadOnlyList<string> Files,
    IReadOnlyList<PackageVersion> Versions);

/// <param name="Version">The constraint; null without one.</param>
/// <param name="Required">False for recommendations, and for one of several alternatives.</param>
internal sealed record Dependency(string Name, string? Version, bool Required);

internal sealed record PackageVersion(string Version, string? Repository, bool Installed);
