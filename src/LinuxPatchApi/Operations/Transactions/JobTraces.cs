using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Operations.Transactions;

/// <summary>How the host looked before a transaction, where what it leaves behind is told by comparison.</summary>
/// <param name="Printed">Where the terminal log ended.</param>
/// <param name="Files">Files beside the configuration files of the packages; null when that is not known any more.</param>
internal sealed record JobTraces(long Printed, IReadOnlyList<KeptFile>? Files);
