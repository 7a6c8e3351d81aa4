using System.Net;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Limits;

/// <summary>
/// A limit on the bytes of responses that wait for their readers, with a share for each client: <see cref="ClientBudget"/>. A response
/// longer than a share does not use up those bytes at all, but one of few places for such. So a response of any length can be had while the
/// places are free. Thread-safe.
/// </summary>
internal sealed class AnswerBudget(long most)
{
    /// <summary>A share is this part of all bytes. Origin: three clients that read nothing leave one for the others.</summary>
    private const int Shares = 4;

    /// <summary>
    /// Responses longer than a share at once, each for another certificate and network. Origin: the longest known, the file list of a
    /// package, has 5 MB; two of them keep the agent below the memory that the floods may take.
    /// </summary>
    private const int MostLong = 2;

    private readonly Lock _lock = new();
    private readonly ClientBudget _bytes = new(most, most / Shares, most);
    private readonly List<(string Certificate, IPAddress Network)> _long = [];

    /// <summary>Bytes currently held, without those of long responses.</summary>
    public long Taken => _bytes.Taken;

    /// <summary>Reserves the bytes of a response until the returned object is disposed. Null when not enough are left.</summary>
    public IDisposable? TryTake(long bytes, ClientIdentity client) => bytes > most / Shares ? TakeLong(client)
        : _bytes.TryTake(bytes, client) ? new Taking(() => _bytes.Return(bytes, client))
        : null;

    private Taking? TakeLong(ClientIdentity client)
    {
        var place = (Certificate: client.FingerprintSha256, client.Network);
        lock (_lock)
        {
            if (_long.Count == MostLong || _long.Exists(one => one.Certificate == place.Certificate || one.Network.Equals(place.Network)))
            {
                return null;
            }
            _long.Add(place);
        }
        return new Taking(() =>
        {
            lock (_lock)
            {
                _long.Remove(place);
            }
        });
    }

    private sealed class Taking(Action release) : IDisposable
    {
        private int _isReturned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReturned, 1) == 0)
            {
                release();
            }
        }
    }
}
