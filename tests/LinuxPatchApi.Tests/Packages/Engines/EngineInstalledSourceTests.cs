using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Engines;

/// <summary>PackageKit's dnf backend keeps what it read of the package database for as long as it lives.</summary>
public sealed class EngineInstalledSourceTests
{
    private readonly FakeEngine _engine = new() { InstalledSet = [new InstalledPackage("web", "noarch", "1.0-1")] };
    private DatabaseStamp? _stamp = new DatabaseStamp(1, 1);
    private HoldsOf? _holds;

    private EngineInstalledSource Source =>
        field ??= new EngineInstalledSource(_engine, RpmTerms.Instance, () => _stamp, _holds, TimeProvider.System);

    [Fact]
    public async Task A_database_that_changed_is_read_anew_by_the_service_too()
    {
        await ReadAsync();
        Assert.Equal(1, _engine.Renewals);
        await ReadAsync();
        Assert.Equal(1, _engine.Renewals);
        _stamp = new DatabaseStamp(2, 1);
        await ReadAsync();
        Assert.Equal(2, _engine.Renewals);
    }

    /// <summary>SQLite writes its log back into the database when the last one closes it.</summary>
    [Fact]
    public async Task A_service_that_changes_the_files_by_leaving_is_not_sent_away_again()
    {
        _engine.Renewing = () => _stamp = new DatabaseStamp(_stamp!.Value.WriteTicks + 1, 1);
        await ReadAsync();
        await ReadAsync();
        Assert.Equal(1, _engine.Renewals);
    }

    [Fact]
    public async Task Without_a_stamp_nobody_can_say_that_it_changed()
    {
        _stamp = null;
        await ReadAsync();
        Assert.Equal(0, _engine.Renewals);
    }

    [Fact]
    public async Task A_reading_of_a_service_that_did_not_read_anew_is_never_taken_for_the_latest()
    {
        var cache = new InstalledCache(Source);
        _engine.CanRenew = false;
        Assert.Equal(["1", "2", "3"], [await VersionAsync(cache, "1"), await VersionAsync(cache, "2"), await VersionAsync(cache, "3")]);
        _engine.CanRenew = true;
        Assert.Equal(["4", "4"], [await VersionAsync(cache, "4"), await VersionAsync(cache, "5")]);
    }

    /// <summary>The version that the cache gives while the service has another set.</summary>
    private async Task<string> VersionAsync(InstalledCache cache, string now)
    {
        _engine.InstalledSet = [new InstalledPackage("web", "noarch", now)];
        return Assert.Single((await cache.ForRequestAsync(CancellationToken.None)).Value.Packages).Version;
    }

    [Fact]
    public async Task What_the_lists_of_the_host_hold_is_held()
    {
        _holds = new HoldsOf(p => p.Name == "web" ? new Hold("/etc/lock") : null);
        var package = Assert.Single((await ReadAsync()).Packages);
        Assert.Equal((true, "/etc/lock"), (package.Held, package.HeldBy));
    }

    [Fact]
    public async Task Nothing_is_known_when_the_lists_cannot_be_read()
    {
        _holds = new HoldsOf(null);
        var read = await Source.ReadAsync(CancellationToken.None);
        Assert.Equal("unreadable", read.Failure!.Message);
    }

    private async Task<InstalledInventory> ReadAsync() => (await Source.ReadAsync(CancellationToken.None)).Value;

    private sealed class HoldsOf(HoldList? list) : IHolds
    {
        public IReadOnlyList<string> Paths => [];

        public PackageResult<HoldList> Read() =>
            list ?? (PackageResult<HoldList>)new PackageFailure(
                LinuxPatchApi.Jobs.Model.JobErrorCode.PackageManagerError, "unreadable", Retryable: false);
    }
}
