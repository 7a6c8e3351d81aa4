using System.Net;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Connections;

/// <summary>
/// Limits log lines that peers can cause: one per interval, network and kind, with the count since the last one. Thread-safe, bounded.
/// </summary>
/// <param name="interval">Interval between two lines of the same network and kind.</param>
/// <param name="most">Most networks and kinds tracked; any beyond share one entry.</param>
internal sealed class RepeatFilter(TimeProvider time, TimeSpan interval, int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(IPAddress Network, int Kind), Entry> _entries = [];

    /// <summary>Counts one event. Null: do not log it now. Otherwise the number of events since the last line, this one included.</summary>
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
                    RemoveExpired(now);
                }
                if (_entries.Count >= most)
                {
                    key = (IPAddress.None, 0);
                    _entries.TryGetValue(key, out entry);
                }
            }
            var count = entry.Unlogged + 1;
            var isSilent = entry.IsKnown && time.GetElapsedTime(entry.At, now) < interval;
            _entries[key] = isSilent ? entry with { Unlogged = count } : new Entry(true, now, 0);
            return isSilent ? null : count;
        }
    }

    private void RemoveExpired(long now)
    {
        foreach (var (key, entry) in _entries)
        {
            if (time.GetElapsedTime(entry.At, now) >= interval)
            {
                // Removing during enumeration is allowed.
                _entries.Remove(key);
            }
        }
    }

    private readonly record struct Entry(bool IsKnown, long At, long Unlogged);
}
