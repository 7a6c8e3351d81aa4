using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.ServiceRestarts;

namespace LinuxPatchApi.Operations;

/// <summary>The dependencies of the pipelines.</summary>
internal sealed record OperationTools(
    ChangeTools Changes, ServiceRestarter Restarter, RestartServicesStep RestartServices, RebootStep Reboot, IJobExecutor SelfUpdate);
