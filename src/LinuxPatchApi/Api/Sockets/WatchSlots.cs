namespace LinuxPatchApi.Api.Sockets;

/// <summary>Whether a client may watch.</summary>
internal enum WatchAdmission
{
    /// <summary>A place is taken; it is to be given back.</summary>
    Admitted,

    /// <summary>This certificate has all its places.</summary>
    TooManyOfClient,

    /// <summary>There is no place left for anyone.</summary>
    TooMany,
}

/// <summary>The places for watchers, in all and per certificate. Thread-safe.</summary>
internal sealed class WatchSlots(int most, int mostPerClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _clients = [];
    private int _taken;

    public WatchAdmission Take(string fingerprint)
    {
        lock (_lock)
        {
            var own = _clients.GetValueOrDefault(fingerprint);
            if (own >= mostPerClient)
            {
                return WatchAdmission.TooManyOfClient;
            }

            if (_taken >= most)
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
