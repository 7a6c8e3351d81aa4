using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <param name="Unit">The complete name of a service unit.</param>
internal sealed record ServiceRestartRequest(string Unit) : JobRequest
{
    public override bool IsComplete() => Unit is not null;
}
