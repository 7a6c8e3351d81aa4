namespace LinuxPatchApi.HostServices.Login1;

/// <summary>A client of logind.</summary>
public sealed class LogindClient
{
    public LogindClient(SystemBus bus) => throw new NotSupportedException();

    public Task<HostResult<string>> CanRebootAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<bool>> RebootAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<bool>> ScheduleRebootAsync(DateTimeOffset at, string? wallMessage, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<bool>> CancelScheduledAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<ScheduledShutdown?>> GetScheduledAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<IReadOnlyList<Inhibitor>>> ListInhibitorsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
