using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.HostServices;

/// <summary>The one long-lived connection to the system bus.</summary>
public sealed class SystemBus : IAsyncDisposable
{
    public SystemBus(string address, TimeProvider time, ILogger logger) => throw new NotSupportedException();

    public bool IsConnected => throw new NotSupportedException();

    public ValueTask StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<bool>> NameHasOwnerAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<IReadOnlyList<string>>> ListActivatableNamesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IDisposable OnNameOwnerChanged(string name, Action<string?, string?> handler) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
