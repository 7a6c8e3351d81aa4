using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>A job that may reboot the host at once.</summary>
internal sealed class RebootingRun(JobContext context) : JobRun(context)
{
    public override int? RebootDelaySeconds => 0;
}
