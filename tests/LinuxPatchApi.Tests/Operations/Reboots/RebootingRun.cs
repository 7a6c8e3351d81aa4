using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Tests.Operations.Reboots;

/// <summary>A job that may reboot the host, at once unless it says otherwise.</summary>
internal sealed class RebootingRun(JobContext context, int delaySeconds = 0) : JobRun(context)
{
    public override int? RebootDelaySeconds => delaySeconds;
}
