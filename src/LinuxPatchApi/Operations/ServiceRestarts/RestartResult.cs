using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.ServiceRestarts;

/// <summary>How a run of restarts ended, beyond what the job tells of each unit.</summary>
internal sealed class RestartResult
{
    /// <summary>Of the last failure; null when there was none.</summary>
    public JobErrorCode? Code { get; set; }

    /// <summary>Why nobody could look at a unit whose restart was asked for: it is planned still. Null when all could be looked at.</summary>
    public string? Silence { get; set; }
}
