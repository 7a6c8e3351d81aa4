namespace LinuxPatchApi.HostServices.Login1;

/// <summary>A shutdown that logind has scheduled.</summary>
/// <param name="Type">reboot, poweroff, halt, kexec or a dry-run form of these.</param>
/// <param name="At">Scheduled time.</param>
public sealed record ScheduledShutdown(string Type, DateTimeOffset At);
