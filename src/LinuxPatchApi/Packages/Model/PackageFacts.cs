namespace LinuxPatchApi.Packages.Model;

/// <summary>A dependency as the package states it.</summary>
/// <param name="Version">The constraint as written, such as <c>&gt;= 1.2</c>; null without one.</param>
/// <param name="Required">False for Recommends and Suggests.</param>
internal sealed record PackageDependency(string Name, string? Version, bool Required);

/// <summary>What the package database tells of one package beyond the list.</summary>
internal sealed record PackageFacts(
    IReadOnlyList<PackageDependency> Dependencies,
    IReadOnlyList<string> ReverseDependencies,
    string? Homepage,
    string? License,
    string? Group,
    string Description,
    IReadOnlyList<string> Files);

/// <summary>Where the details of one installed package are read.</summary>
internal interface IPackageDetails
{
    /// <summary>Null when the package is not there any more. Throws <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> and
    /// <see cref="InvalidDataException"/> when the database cannot be read.</summary>
    PackageFacts? Read(InstalledPackage package, CancellationToken cancellationToken);
}
