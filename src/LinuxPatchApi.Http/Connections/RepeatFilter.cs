using System.Net;
using LinuxPatchApi.Http.Connections.Listening;

namespace LinuxPatchApi.Http.Connections;

/// <summary>What a peer can make happen as often as it likes is told once in a while for each network and kind, with how often it was since.
/// Thread-safe, bounded.</summary>
/// <param name="interval">Between two tellings of the same.</param>
/// <param name="most">Networks and kinds remembered; what finds no room shares one telling.</param>
internal sealed class RepeatFilter(TimeProvider time, TimeSpan interval, int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(IPAddress Network, int Kind), Entry> _entries = [];

    /// <summary>Counts one. Null: not to be told now. Else how many there were since the last telling, this one included.</summary>
    public long? Count(IPAddress address, int kind)
    {
        var key = (PeerAddress.Network(address), kind);
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (!_entries.TryGetValue(key, out var entry))
            {
                if (_entries.Count >= most)
                {
                    Forget(now);
                }
                if (_entries.Count >= most)
                {
                    key = (IPAddress.None, 0);
                    _entries.TryGetValue(key, out entry);
                }
            }
            var count = entry.Untold + 1;
            var isSilent = entry.IsKnown && time.GetElapsedTime(entry.At, now) < interval;
            _entries[key] = isSilent ? entry with { Untold = count } : new Entry(true, now, 0);
            return isSilent ? null : count;
        }
    }

    private void Forget(long now)
    {
        foreach (var (key, entry) in _entries)
        {
            if (time.GetElapsedTime(entry.At, now) >= interval)
            {
                // Removing while walking is allowed.
                _entries.Remove(key);
            }
        }
    }

    private readonly record struct Entry(bool IsKnown, long At, long Untold);
}
