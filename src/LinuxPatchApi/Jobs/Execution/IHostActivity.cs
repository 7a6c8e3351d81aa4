using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Execution;

/// <summary>Signs of activity on the host beyond what the package manager reports. Both are cheap and never block.</summary>
internal interface IHostActivity
{
    /// <summary>Returns who holds the package database; null when nobody does or it is unknown.</summary>
    LockHolder? LockHolder();

    /// <summary>Returns a number that changes while maintainer scripts print.</summary>
    long Printed();
}
