using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Packages.Engines.PackageKit;

namespace LinuxPatchApi.Tests.Packages.Engines.PackageKit;

/// <summary>A transaction that the restarted agent finds, without a handle in its job's record.</summary>
public sealed class FollowedTransactionTests
{
    /// <summary>The agent's previous process is gone from the bus; a client that waits for its update is not.</summary>
    [Theory]
    [InlineData(PackageKitRole.UpdatePackages, false, true)]
    [InlineData(PackageKitRole.UpdatePackages, true, false)]
    [InlineData(PackageKitRole.RefreshCache, false, false)]
    public void Case56_Transaction_of_a_program_that_is_still_there_is_not_taken_for_the_agents(
        PackageKitRole role, bool isCallerActive, bool mayBeOurs) =>
        Assert.Equal(mayBeOurs, PackageKitEngine.MayBeOurs(role, isCallerActive));
}
