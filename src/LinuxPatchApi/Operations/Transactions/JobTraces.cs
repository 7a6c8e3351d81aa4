using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>The state of the host before a transaction, with which its leftovers are compared.</summary>
/// <param name="Printed">The end of the terminal log.</param>
/// <param name="Files">Files beside the configuration files of the packages; null when they are no longer known.</param>
internal sealed record JobTraces(long Printed, IReadOnlyList<KeptFile>? Files)
{
    /// <summary>The configuration files that the packages had before.</summary>
    public IReadOnlyList<string> Watched { get; init; } = [];
}
