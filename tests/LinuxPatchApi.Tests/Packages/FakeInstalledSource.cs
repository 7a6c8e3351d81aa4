using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages;

/// <summary>A package database whose content and mark the test sets.</summary>
internal sealed class FakeInstalledSource : IInstalledSource
{
    private int _reads;

    public bool IsLocal { get; set; } = true;

    public PackageTerms Terms => DebTerms.Instance;

    public DatabaseStamp? Mark { get; set; } = new DatabaseStamp(1, 1);

    public PackageResult<InstalledInventory> Answer { get; set; } = Inventories.Of("web=1");

    public Action WhileReading { get; set; } = () => { };

    public int Reads => Volatile.Read(ref _reads);

    public DatabaseStamp? Stamp() => Mark;

    public Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        WhileReading();
        return Task.FromResult(Answer);
    }
}
