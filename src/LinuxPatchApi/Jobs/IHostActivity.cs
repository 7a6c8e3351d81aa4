using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>What the host shows of a change besides what the package manager tells. Both are cheap, and never wait.</summary>
internal interface IHostActivity
{
    /// <summary>Who holds the package database; null when nobody does, or it cannot be told.</summary>
    LockHolder? LockHolder();

    /// <summary>A number that moves while maintainer scripts print.</summary>
    long Printed();
}
