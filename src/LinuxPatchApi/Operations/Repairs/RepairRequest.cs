using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>Whatever is installed in part when the job has its turn.</summary>
/// <param name="Force">Removals of packages that nobody named were accepted.</param>
internal sealed record RepairRequest(bool Force = false) : JobRequest
{
    public override bool WritesPackages() => true;
}
