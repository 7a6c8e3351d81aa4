using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Finds exactly one version of a package in the repositories, and changes to it.</summary>
internal static class ExactVersion
{
    /// <summary>
    /// Returns the version with its id. The package manager must confirm it: apt reports success for a version that does not exist.
    /// </summary>
    /// <param name="offered">What the repositories offer for the name.</param>
    /// <param name="architectures">The preferred one first.</param>
    public static async Task<PackageResult<AvailablePackage>> FindAsync(
        IPackageEngine engine,
        IReadOnlyList<AvailablePackage> offered,
        string name,
        IReadOnlyList<string> architectures,
        string version,
        CancellationToken cancellationToken)
    {
        // dnf's engine lists every version for the name and never finds a partial id; apt's lists the newest and finds partial ids.
        if (Among(offered, name, architectures, version) is { } listed)
        {
            return listed;
        }

        var exact = await engine.ResolveExactAsync([.. architectures.Select(a => new PackageBuild(name, a, version))], cancellationToken);
        return exact.IsSuccess && Among(exact.Value, name, architectures, version) is { } match
            ? match
            : exact.Failure is { Code: JobErrorCode.BackendUnavailable } down
                ? down
                : new PackageFailure(
                    JobErrorCode.VersionNotFound, $"no configured repository has version {version} of {name}", Retryable: false);
    }

    /// <summary>Returns the version among these rows, of the first architecture that has it; null when none has. Pure.</summary>
    public static AvailablePackage? Among(
        IReadOnlyList<AvailablePackage> rows, string name, IReadOnlyList<string> architectures, string version) => architectures
        .Select(a => rows.FirstOrDefault(p => p.Key == new PackageKey(name, a) && p.Version == version && p.Id is not null))
        .OfType<AvailablePackage>().FirstOrDefault();

    /// <summary>Returns the version with its id, as the package manager confirms it.</summary>
    public static async Task<PackageResult<AvailablePackage>> FindAsync(
        IPackageEngine engine, PackageBuild build, CancellationToken cancellationToken)
    {
        var offered = await engine.ResolveAvailableAsync([build.Name], cancellationToken);
        return offered.IsSuccess
            ? await FindAsync(engine, offered.Value, build.Name, [build.Architecture], build.Version, cancellationToken)
            : offered.Failure;
    }

    /// <summary>
    /// Returns a transaction to exactly these versions, up or down. With apt an update: an installation would mark packages as manually
    /// installed, an update leaves the marks alone, and both use the exact id. PackageKit's dnf requires an installation with a flag to
    /// downgrade.
    /// </summary>
    public static ChangeSet Change(IPackageFamily family, IReadOnlyList<string> ids, bool allowDowngrade) =>
        family.MovesByUpdate ? new ChangeSet.Update(ids) : new ChangeSet.Install(ids, allowDowngrade, Reinstall: false);
}
