using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>What the steps of a job hand on to each other in one life of the agent; what another life needs is in the job's record.</summary>
internal class JobRun(JobContext context)
{
    public JobContext Context => context;

    public Job Job => context.Job;

    /// <summary>How the job ends when no later step ends it otherwise; set by the step that verified the work.</summary>
    public JobEnd.Completed? Done { get; set; }

    /// <summary>The package manager said that the host needs a restart.</summary>
    public bool RestartSystem { get; set; }

    /// <summary>After how many seconds the host may reboot when it has to; null when it may not.</summary>
    public virtual int? RebootDelaySeconds => null;

    /// <summary>Whether services that run replaced code are restarted afterwards.</summary>
    public virtual bool RestartsServices => false;
}
