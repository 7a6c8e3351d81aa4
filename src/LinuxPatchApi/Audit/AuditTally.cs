namespace LinuxPatchApi.Audit;

/// <summary>
/// Counts what gets no line of its own, so that a flood costs one line a minute: drops without an answer, rate-limited requests after the
/// first of their client, reads and refusals beyond what a minute may have. Thread-safe, bounded.
/// </summary>
internal sealed class AuditTally(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(AuditDrop What, string? Address, string? Subject), long> _rows = [];
    private readonly HashSet<(string, string)> _limited = [];
    private DateTimeOffset _since;
    private long _minute;
    private int _lines;

    /// <summary>Whether a request is to have its line. If not, it is counted.</summary>
    /// <returns>Whether to write it, and whether this was the first count since the last <see cref="Take"/>.</returns>
    public (bool IsWritten, bool IsFirst) Admit(AuditEntry.Request entry)
    {
        lock (_lock)
        {
            NewMinute();
            var client = entry.Client;
            if (entry.Status == 429 && entry.Code == "RATE_LIMITED" && (_limited.Count >= AuditLimits.DropRows || !_limited.Add((client.Fingerprint, client.Address))))
            {
                return (false, Count(AuditDrop.RateLimited, client.Address, client.Subject));
            }

            if (!entry.IsRead && entry.Status < 400)
            {
                return (true, false);
            }

            return ++_lines <= AuditLimits.LinesPerMinute ? (true, false) : (false, Count(AuditDrop.Unlogged, client.Address, client.Subject));
        }
    }

    /// <summary>Counts a connection that got no answer.</summary>
    /// <returns>Whether this was the first count since the last <see cref="Take"/>.</returns>
    public bool Add(AuditDrop what, string address)
    {
        lock (_lock)
        {
            return Count(what, address, null);
        }
    }

    /// <summary>What was counted since the last call; null when nothing was.</summary>
    public AuditEntry.Dropped? Take()
    {
        lock (_lock)
        {
            if (_rows.Count == 0)
            {
                return null;
            }

            var rows = new List<AuditDropRow>(_rows.Count);
            foreach (var (key, count) in _rows)
            {
                rows.Add(new AuditDropRow(key.What, key.Address, key.Subject, count));
            }

            _rows.Clear();
            return new AuditEntry.Dropped(time.GetUtcNow(), _since, rows);
        }
    }

    private bool Count(AuditDrop what, string address, string? subject)
    {
        var isFirst = _rows.Count == 0;
        if (isFirst)
        {
            _since = time.GetUtcNow();
        }

        var key = (what, (string?)address, subject);
        key = _rows.ContainsKey(key) || _rows.Count < AuditLimits.DropRows ? key : (what, null, null);
        _rows[key] = _rows.GetValueOrDefault(key) + 1;
        return isFirst;
    }

    private void NewMinute()
    {
        var minute = time.GetUtcNow().Ticks / AuditLimits.DropInterval.Ticks;
        if (minute != _minute)
        {
            (_minute, _lines) = (minute, 0);
            _limited.Clear();
        }
    }
}
