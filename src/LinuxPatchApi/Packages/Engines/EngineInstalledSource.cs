using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>The installed set as the engine tells it, for package databases that this agent does not read itself.</summary>
/// <param name="stamp">Of the database's files: the engine tells of no change while it is not running.</param>
internal sealed class EngineInstalledSource(IPackageEngine engine, PackageTerms terms, Func<DatabaseStamp?> stamp, TimeProvider time) : IInstalledSource
{
    public bool IsLocal => false;

    public PackageTerms Terms => terms;

    public DatabaseStamp? Stamp() => stamp();

    public async Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var packages = await engine.InstalledAsync(cancellationToken);
        return packages.IsSuccess ? new InstalledInventory(packages.Value, readAt, terms) : packages.Failure;
    }
}
