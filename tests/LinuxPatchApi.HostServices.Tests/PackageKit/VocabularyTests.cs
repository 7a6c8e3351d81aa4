using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.Tests.PackageKit;

/// <summary>Numbers on the wire, copied from PackageKit's headers, so that a mistake in an enumeration shows here.</summary>
public sealed class VocabularyTests
{
    [Theory]
    [InlineData(PackageKitErrorCode.NoNetwork, 2)]
    [InlineData(PackageKitErrorCode.TransactionCancelled, 17)]
    [InlineData(PackageKitErrorCode.CannotGetLock, 26)]
    [InlineData(PackageKitErrorCode.NotAuthorized, 48)]
    [InlineData(PackageKitErrorCode.PackageFailedToInstall, 58)]
    [InlineData(PackageKitErrorCode.RepoAlreadySet, 68)]
    public void Error_codes(PackageKitErrorCode code, uint number) => Assert.Equal(number, (uint)code);

    [Theory]
    [InlineData(PackageKitInfo.Critical, 26)]
    [InlineData(PackageKitInfo.Install, 27)]
    [InlineData(PackageKitInfo.Downgrade, 30)]
    public void Infos(PackageKitInfo info, uint number) => Assert.Equal(number, (uint)info);

    [Theory]
    [InlineData(PackageKitRole.RefreshCache, 13)]
    [InlineData(PackageKitRole.RepairSystem, 29)]
    [InlineData(PackageKitRole.UpgradeSystem, 33)]
    public void Roles(PackageKitRole role, uint number) => Assert.Equal(number, (uint)role);

    [Theory]
    [InlineData(PackageKitStatus.WaitingForLock, 30)]
    [InlineData(PackageKitStatus.RunHook, 36)]
    public void Statuses(PackageKitStatus status, uint number) => Assert.Equal(number, (uint)status);

    [Theory]
    [InlineData(PackageKitExit.NeedUntrusted, 8)]
    [InlineData(PackageKitExit.RepairRequired, 11)]
    public void Exits(PackageKitExit exit, uint number) => Assert.Equal(number, (uint)exit);

    [Theory]
    [InlineData(PackageKitFilters.None, 2)]
    [InlineData(PackageKitFilters.Installed, 4)]
    [InlineData(PackageKitFilters.NotInstalled, 8)]
    [InlineData(PackageKitFilters.Newest, 0x10000)]
    [InlineData(PackageKitFilters.Arch, 0x40000)]
    [InlineData(PackageKitFilters.NotSource, 0x200000)]
    public void Filters(PackageKitFilters filters, ulong bits) => Assert.Equal(bits, (ulong)filters);

    [Theory]
    [InlineData(PackageKitTransactionFlags.OnlyTrusted, 2)]
    [InlineData(PackageKitTransactionFlags.Simulate, 4)]
    [InlineData(PackageKitTransactionFlags.OnlyDownload, 8)]
    [InlineData(PackageKitTransactionFlags.AllowReinstall, 16)]
    [InlineData(PackageKitTransactionFlags.JustReinstall, 32)]
    [InlineData(PackageKitTransactionFlags.AllowDowngrade, 64)]
    public void Flags(PackageKitTransactionFlags flags, ulong bits) => Assert.Equal(bits, (ulong)flags);
}
