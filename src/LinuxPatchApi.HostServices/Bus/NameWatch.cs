namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// Tracks the owner of one name across connections and reports each change once. A change during a lost connection is reported after
/// reconnecting. A restarted bus means that the previous owner is gone.
/// </summary>
internal sealed class NameWatch(Action<string?, string?> handler)
{
    private readonly Lock _lock = new();
    private string? _owner;
    private string? _serverGuid;
    private bool _signalled;

    /// <summary>Called on a new connection; the next GetNameOwner reply belongs to it.</summary>
    public void OnConnected(string serverGuid)
    {
        lock (_lock)
        {
            var sameBus = _serverGuid == serverGuid;
            _serverGuid = serverGuid;
            _signalled = false;
            if (!sameBus)
            {
                Set(null);
            }
        }
    }

    /// <summary>Called when the bus signals a change.</summary>
    public void OnSignal(string? newOwner)
    {
        lock (_lock)
        {
            _signalled = true;
            Set(newOwner);
        }
    }

    /// <summary>Called with the GetNameOwner reply. Ignored when a signal of the same connection came first, which is newer.</summary>
    public void OnReply(string? owner)
    {
        lock (_lock)
        {
            if (!_signalled)
            {
                Set(owner);
            }
        }
    }

    private void Set(string? owner)
    {
        var before = _owner;
        if (before != owner)
        {
            _owner = owner;
            handler(before, owner);
        }
    }
}
