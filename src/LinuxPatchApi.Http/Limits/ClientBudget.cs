using System.Net;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Limits;

/// <summary>
/// A limit on the bytes that all clients hold together, with a share for each certificate and each network. What one holds beyond its share
/// leaves as much free for the others, and none holds more than a greatest part of all. So a client that gives nothing back does not keep
/// the others from being served. Thread-safe.
/// </summary>
/// <param name="most">Bytes of all clients.</param>
/// <param name="share">Bytes of the share, and so those left for clients within their share.</param>
/// <param name="mostOfClient">Bytes of one certificate, and of one network.</param>
internal sealed class ClientBudget(long most, long share, long mostOfClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, long> _held = [];
    private long _taken;

    /// <summary>Bytes currently held.</summary>
    public long Taken
    {
        get
        {
            lock (_lock)
            {
                return _taken;
            }
        }
    }

    /// <summary>Reserves bytes. False, with nothing reserved, when not enough are left for this client.</summary>
    public bool TryTake(long bytes, ClientIdentity client)
    {
        lock (_lock)
        {
            var ofClient = Math.Max(Of(client.FingerprintSha256), Of(client.Network)) + bytes;
            if (ofClient > mostOfClient || _taken + bytes > (ofClient > share ? most - share : most))
            {
                return false;
            }
            Add(bytes, client);
            return true;
        }
    }

    /// <summary>Releases reserved bytes.</summary>
    public void Return(long bytes, ClientIdentity client)
    {
        lock (_lock)
        {
            Add(-bytes, client);
        }
    }

    private long Of(object owner) => _held.GetValueOrDefault(owner);

    private void Add(long bytes, ClientIdentity client)
    {
        _taken += bytes;
        Add(bytes, client.FingerprintSha256);
        Add(bytes, client.Network);
    }

    private void Add(long bytes, object owner)
    {
        if (Of(owner) + bytes is var now and not 0)
        {
            _held[owner] = now;
        }
        else
        {
            _held.Remove(owner);
        }
    }
}
