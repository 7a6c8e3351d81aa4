namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>A client of the systemd manager.</summary>
public sealed class SystemdClient
{
    public SystemdClient(SystemBus bus) => throw new NotSupportedException();

    public Task<HostResult<bool>> IsPresentAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<string>> GetManagerVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<UnitState>> GetUnitAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<IReadOnlyList<UnitListing>>> ListUnitsByPatternsAsync(
        IReadOnlyList<string> states, IReadOnlyList<string> patterns, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<string>> RestartUnitAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<string>> StopUnitAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
}
