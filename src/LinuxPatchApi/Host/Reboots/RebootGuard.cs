using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>Why a reboot is not taken.</summary>
internal enum RebootObstacle
{
    /// <summary>Jobs wait or run, or somebody holds a block inhibitor; <c>force</c> goes over it.</summary>
    Blocked,

    /// <summary>Packages are being written; only <c>force</c> with the acknowledgement of the risk goes over it.</summary>
    DatabaseMutation,

    /// <summary>A reboot is reserved already, or the agent shuts down.</summary>
    Frozen,

    /// <summary>logind or the bus is not there.</summary>
    Unavailable,

    /// <summary>The job could not be stored.</summary>
    StorageFailed,
}

/// <summary>The guard levels of a reboot (contract section 8). Pure.</summary>
internal static class RebootGuard
{
    /// <returns>Null when nothing stands in the way.</returns>
    public static RebootObstacle? Check(IReadOnlyList<Job> active, IReadOnlyList<Inhibitor> blocking, bool force, bool acknowledged)
    {
        if (!force)
        {
            return active.Count > 0 || blocking.Count > 0 ? RebootObstacle.Blocked : null;
        }

        return !acknowledged && active.Any(WritesPackages) ? RebootObstacle.DatabaseMutation : null;
    }

    private static bool WritesPackages(Job job) => job.Status == JobStatus.Running
        && job.Operation is JobOperation.Install or JobOperation.Update or JobOperation.Remove or JobOperation.PatchApply or JobOperation.Rollback or JobOperation.SelfUpdate;
}
