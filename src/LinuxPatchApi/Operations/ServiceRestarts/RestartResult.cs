using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>The result of a series of restarts, in addition to the job's entry for each unit.</summary>
internal sealed class RestartResult
{
    /// <summary>Code of the last failure; null when there was none.</summary>
    public JobErrorCode? Code { get; set; }

    /// <summary>
    /// Why the state of a unit could not be queried after its restart was requested: it is still planned. Null when all were queried.
    /// </summary>
    public string? Silence { get; set; }
}
