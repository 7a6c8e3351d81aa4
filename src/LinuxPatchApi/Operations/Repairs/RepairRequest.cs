using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>Repairs whatever is partly installed when the job's turn has come.</summary>
/// <param name="Force">Removals of packages that nobody named are accepted.</param>
internal sealed record RepairRequest(bool Force = false) : JobRequest
{
    public override bool WritesPackages() => true;
}
