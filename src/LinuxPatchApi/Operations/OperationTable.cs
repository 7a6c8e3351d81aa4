using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.ServiceRestarts;

namespace LinuxPatchApi.Operations;

internal static class OperationTable
{
    public static readonly JournalLine Journal = new(
    [
        RequestType.Of<InstallRequest>("install", PackageChangeJson.Default),
        RequestType.Of<UpdateRequest>("update", PackageChangeJson.Default),
        RequestType.Of<RemoveRequest>("remove", PackageChangeJson.Default),
        RequestType.Of<ApplyRequest>("patch_apply", PackageChangeJson.Default),
        RequestType.Of<RollbackRequest>("rollback", PackageChangeJson.Default),
        RequestType.Of<RebootRequest>("reboot", RebootJson.Default),
        RequestType.Of<ServiceRestartRequest>("service_restart", ServiceRestartJson.Default),
        RequestType.Of<RepairRequest>("repair", RepairJson.Default),
    ]);
}
