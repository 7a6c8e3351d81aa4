using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <param name="Unit">The full name of a service.</param>
internal sealed record ServiceRestartRequest(string Unit) : JobRequest
{
    public override bool IsWhole() => Unit is not null;
}
