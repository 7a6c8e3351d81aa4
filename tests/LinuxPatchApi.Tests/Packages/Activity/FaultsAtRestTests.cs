using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Activity;

public sealed class FaultsAtRestTests
{
    private static readonly LockHolder Holder = new(1, "pacman", null, "/var/lib/pacman/db.lck");

    [Fact]
    public void Where_nothing_looks_for_faults_there_are_none() => Assert.Null(FaultsAtRest.Of(null, () => null));

    /// <summary>After a power cut the lock lies there with what it was to protect.</summary>
    [Fact]
    public void Case50_Faults_are_told_unless_somebody_is_at_work()
    {
        IReadOnlyList<DatabaseFault> faults = [Fault];
        Assert.Equal(faults, FaultsAtRest.Of(() => faults, () => null)!());
        Assert.Equal(faults, FaultsAtRest.Of(() => faults, () => Holder with { IsStale = true })!());
        Assert.Empty(FaultsAtRest.Of(() => faults, () => Holder)!());
    }

    [Fact]
    public void Case50_Upgrade_that_ends_between_the_two_looks_has_left_no_fault()
    {
        IReadOnlyList<DatabaseFault> faults = [Fault];
        Assert.Empty(FaultsAtRest.Of(
            () => faults,
            () =>
            {
                faults = [];
                return null;
            })!());
    }

    private static DatabaseFault Fault { get; } = new(["web"], "2 entries", "duplicated", "remove one");
}
