using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>One transaction to run: a method of org.freedesktop.PackageKit.Transaction and its arguments.</summary>
public abstract record PackageKitRequest
{
    private PackageKitRequest()
    {
    }

    /// <summary>Refreshes the package metadata; with Force even when it is fresh.</summary>
    public sealed record RefreshCache(bool Force) : PackageKitRequest;

    public sealed record GetPackages(PackageKitFilters Filters) : PackageKitRequest;

    public sealed record GetUpdates(PackageKitFilters Filters) : PackageKitRequest;

    /// <summary>apt downloads one changelog a package for this: slow, and empty when offline.</summary>
    public sealed record GetUpdateDetail(IReadOnlyList<PackageId> Ids) : PackageKitRequest;

    /// <summary>
    /// Resolves names or ids (<c>name;version;arch;</c>) to rows. At most <see cref="PackageKitLimits.MaxItemsToResolve"/>.
    /// </summary>
    public sealed record Resolve(PackageKitFilters Filters, IReadOnlyList<string> Names) : PackageKitRequest;

    public sealed record GetDetails(IReadOnlyList<PackageId> Ids) : PackageKitRequest;

    public sealed record GetFiles(IReadOnlyList<PackageId> Ids) : PackageKitRequest;

    public sealed record DependsOn(PackageKitFilters Filters, IReadOnlyList<PackageId> Ids, bool Recursive) : PackageKitRequest;

    public sealed record RequiredBy(PackageKitFilters Filters, IReadOnlyList<PackageId> Ids, bool Recursive) : PackageKitRequest;

    public sealed record GetRepoList(PackageKitFilters Filters) : PackageKitRequest;

    /// <summary>Beware: for a version that does not exist, apt installs the candidate or nothing, and reports success.</summary>
    public sealed record InstallPackages(PackageKitTransactionFlags Flags, IReadOnlyList<PackageId> Ids) : PackageKitRequest;

    /// <summary>Beware: apt up to 1.3.1 updates a held package that is named, and clears its hold.</summary>
    public sealed record UpdatePackages(PackageKitTransactionFlags Flags, IReadOnlyList<PackageId> Ids) : PackageKitRequest;

    /// <summary>Beware: apt up to 1.3.1 removes dependants even when AllowDependents is false. Simulate and compare first.</summary>
    public sealed record RemovePackages(
        PackageKitTransactionFlags Flags, IReadOnlyList<PackageId> Ids, bool AllowDependents, bool AutoRemove) : PackageKitRequest;

    public sealed record DownloadPackages(bool StoreInCache, IReadOnlyList<PackageId> Ids) : PackageKitRequest;

    /// <summary>Package files by absolute path.</summary>
    public sealed record InstallFiles(PackageKitTransactionFlags Flags, IReadOnlyList<string> Paths) : PackageKitRequest;

    /// <summary>Beware: apt ignores Simulate here and really configures packages.</summary>
    public sealed record RepairSystem(PackageKitTransactionFlags Flags) : PackageKitRequest;

    /// <summary>The newest entries of the daemon's history. Number 0 means all.</summary>
    public sealed record GetOldTransactions(uint Number) : PackageKitRequest;
}
