namespace LinuxPatchApi.Jobs;

/// <summary>Why a running job is asked to stop.</summary>
internal enum StopReason
{
    /// <summary>Nobody asked.</summary>
    None,

    /// <summary>A client cancelled it.</summary>
    Cancelled,

    /// <summary>It ran longer than <c>jobs.timeout_minutes</c>.</summary>
    Timeout,
}
