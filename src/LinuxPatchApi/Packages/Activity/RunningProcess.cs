namespace LinuxPatchApi.Packages.Activity;

/// <summary>A process of the host.</summary>
/// <param name="Since">When it started; null when that cannot be read.</param>
internal sealed record RunningProcess(int Pid, string Command, DateTimeOffset? Since);
