using LinuxPatchApi.Operations.PackageChanges;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.ServiceRestarts;

namespace LinuxPatchApi.Operations;

/// <summary>What the pipelines are put together from.</summary>
internal sealed record OperationTools(ChangeTools Changes, ServiceRestarter Restarter, RestartServicesStep RestartServices, RebootStep Reboot);
