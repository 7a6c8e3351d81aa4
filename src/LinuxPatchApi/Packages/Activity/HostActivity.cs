using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Activity;

/// <summary>The locks of the package database and the output of packages' scripts.</summary>
internal sealed class HostActivity(PackageLocks locks, TerminalLog terminal) : IHostActivity
{
    public LockHolder? LockHolder() => locks.Holder();

    public long Printed() => terminal.Position();
}
