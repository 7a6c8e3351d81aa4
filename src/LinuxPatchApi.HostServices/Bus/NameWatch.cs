namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// Follows the owner of one name over several connections and tells each change once. A change that happened while there was no
/// connection is told after reconnecting; a bus that was restarted counts as the end of the owner before.
/// </summary>
internal sealed class NameWatch(Action<string?, string?> handler)
{
    private readonly Lock _lock = new();
    private string? _owner;
    private string? _serverGuid;
    private bool _toldBySignal;

    /// <summary>A connection was made; the next answer to GetNameOwner belongs to it.</summary>
    public void OnConnected(string serverGuid)
    {
        lock (_lock)
        {
            var sameBus = _serverGuid == serverGuid;
            _serverGuid = serverGuid;
            _toldBySignal = false;
            if (!sameBus)
            {
                Set(null);
            }
        }
    }

    /// <summary>The bus told a change.</summary>
    public void OnSignal(string? newOwner)
    {
        lock (_lock)
        {
            _toldBySignal = true;
            Set(newOwner);
        }
    }

    /// <summary>The answer to GetNameOwner; older than any signal of the same connection.</summary>
    public void OnAnswer(string? owner)
    {
        lock (_lock)
        {
            if (!_toldBySignal)
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
