using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>
/// A reboot that a client requested. It never waits in the queue: <see cref="RebootService"/> reserves it, <see cref="RebootReturn"/>
/// ends it.
/// </summary>
internal sealed class RebootKind : OperationKind
{
    public override IReadOnlyList<RequestType> Requests { get; } = [RequestType.Of<RebootRequest>("reboot", RebootJson.Default)];

    public override UndoPolicy Undo => UndoPolicy.NoPackages;

    public override bool IsResumed => false;

    public override bool HasBegun(Job job) => false;
}
