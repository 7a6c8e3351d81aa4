namespace LinuxPatchApi.Jobs;

/// <summary>How much of the past is kept: finished jobs beyond either are dropped.</summary>
internal sealed record JobHistory(int Jobs, TimeSpan Age);
