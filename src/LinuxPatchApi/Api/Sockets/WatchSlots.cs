namespace LinuxPatchApi.Api.Sockets;

/// <summary>Whether a client is admitted as a watcher.</summary>
internal enum WatchAdmission
{
    /// <summary>The client has a slot and must release it.</summary>
    Admitted,

    /// <summary>This certificate uses all its slots.</summary>
    TooManyOfClient,

    /// <summary>All slots are in use.</summary>
    TooMany,
}

/// <summary>Limits watchers in total and per certificate. Thread-safe.</summary>
internal sealed class WatchSlots(int maximum, int maximumPerClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _clients = [];
    private int _taken;

    public WatchAdmission Take(string fingerprint)
    {
        lock (_lock)
        {
            var own = _clients.GetValueOrDefault(fingerprint);
            if (own >= maximumPerClient)
            {
                return WatchAdmission.TooManyOfClient;
            }

            if (_taken >= maximum)
            {
                return WatchAdmission.TooMany;
            }

            _taken++;
            _clients[fingerprint] = own + 1;
            return WatchAdmission.Admitted;
        }
    }

    public void Release(string fingerprint)
    {
        lock (_lock)
        {
            _taken--;
            if (--_clients[fingerprint] == 0)
            {
                _clients.Remove(fingerprint);
            }
        }
    }
}
