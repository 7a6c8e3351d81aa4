using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines;

/// <summary>Reads the installed set from the engine, for package databases that the agent does not read itself.</summary>
/// <param name="stamp">Of the database's files and of the lists of holds: an engine that is not running signals no change.</param>
internal sealed class EngineInstalledSource(
    IPackageEngine engine, PackageTerms terms, Func<DatabaseStamp?> stamp, IHolds? holds, TimeProvider time) : IInstalledSource
{
    private static readonly Func<IReadOnlyList<DatabaseFault>> NoFaults = () => [];
    private DatabaseStamp? _read;
    private volatile bool _isOld;

    /// <summary>Null where the engine shows all that is wrong with the database.</summary>
    public Func<IReadOnlyList<DatabaseFault>>? Faults { get; init; }

    public bool IsLocal => false;

    public PackageTerms Terms => terms;

    /// <summary>True after a read that may be older than the last change: the engine's service could not be renewed.</summary>
    public bool IsUncertain => _isOld;

    public DatabaseStamp? Stamp() => stamp();

    public async Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = stamp();
        _isOld = false;
        if (now != _read)
        {
            _isOld = !await engine.RenewAsync(cancellationToken);

            // A service that leaves closes the database, and that changes its files: by the stamp from before, the next read would send the
            // new one away again, five seconds each time.
            now = stamp();
        }

        var readAt = time.GetUtcNow();
        var packages = await engine.InstalledAsync(cancellationToken);
        _read = packages.IsSuccess && !_isOld ? now : null;
        if (!packages.IsSuccess || holds is null)
        {
            return packages.IsSuccess
                ? new InstalledInventory(packages.Value, readAt, terms) { Faults = Faults ?? NoFaults }
                : packages.Failure;
        }

        var held = holds.Read();
        return held.IsSuccess
            ? new InstalledInventory(
                packages.Value.Select(p => held.Value(p)?.On(p) ?? p),
                readAt,
                terms)
            { IsSideBySide = holds.IsSideBySide, Faults = Faults ?? NoFaults }
            : held.Failure;
    }
}
