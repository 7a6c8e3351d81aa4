namespace LinuxPatchApi.Packages.Model;

/// <summary>A dependency as the package states it.</summary>
/// <param name="Version">The constraint as written, such as <c>&gt;= 1.2</c>; null without one.</param>
/// <param name="Required">False for Recommends and Suggests.</param>
internal sealed record PackageDependency(string Name, string? Version, bool Required);

/// <summary>Details of one package from the package database, beyond those of the list.</summary>
internal sealed record PackageFacts(
    IReadOnlyList<PackageDependency> Dependencies,
    IReadOnlyList<string> ReverseDependencies,
    string? Homepage,
    string? License,
    string? Group,
    string Description,
    IReadOnlyList<string> Files);

/// <summary>Reads the details of one installed package.</summary>
internal interface IPackageDetails
{
    /// <summary>
    /// Returns null when the package is no longer installed. Throws <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>
    /// and <see cref="InvalidDataException"/> when the database cannot be read.
    /// </summary>
    PackageFacts? Read(InstalledPackage package, CancellationToken cancellationToken);
}
