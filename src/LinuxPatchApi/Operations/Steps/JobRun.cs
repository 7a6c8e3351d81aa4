using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>The state that the steps of a job share in one run of the agent; what the next run needs is in the job's record.</summary>
internal class JobRun(JobContext context)
{
    public JobContext Context => context;

    public Job Job => context.Job;

    /// <summary>The end of the job unless a later step ends it differently; set by the step that verified the work.</summary>
    public JobEnd.Completed? Done { get; set; }

    /// <summary>Seconds after which the host may reboot if needed; null when it may not.</summary>
    public virtual int? RebootDelaySeconds => null;

    /// <summary>True when services that run replaced code are restarted afterwards.</summary>
    public virtual bool RestartsServices => false;
}
