namespace LinuxPatchApi.Audit;

/// <summary>
/// Counts what gets no line of its own, so that a flood costs one line per minute: connections dropped without an answer, rate-limited
/// requests after a client's first, reads and refusals above their share. One client's requests never use up the lines of another client's
/// refusals, nor its reads those of its refused changes: each has its share. Thread-safe, bounded.
/// </summary>
internal sealed class AuditTally(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AuditDropRow> _rows = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string, AuditRequestKind)> _limited = [];
    private readonly Dictionary<(string Client, AuditRequestKind), int> _refusals = [];
    private AuditDropRow? _latest;
    private DateTimeOffset _since;
    private long _minute;
    private int _health;
    private int _reads;

    /// <summary>Returns true when a request gets its line; else counts it.</summary>
    /// <param name="isFirst">True when this is the first count since the last <see cref="Drain"/>.</param>
    public bool Admit(AuditEntry.Request entry, out bool isFirst)
    {
        isFirst = false;
        lock (_lock)
        {
            StartMinute();
            var client = entry.Client;
            var isLimited = entry.Refusal == AuditRefusal.Rate;
            if (isLimited
                && (_limited.Count >= AuditLimits.Shares || !_limited.Add((client.Fingerprint, client.Address, entry.RequestKind))))
            {
                isFirst = Count(AuditDrop.RateLimited, client.Address, client.Subject);
                return false;
            }

            if (IsWithinShare(entry))
            {
                return true;
            }

            isFirst = Count(AuditDrop.Unlogged, client.Address, client.Subject);
            return false;
        }
    }

    /// <summary>Counts a connection that got no answer.</summary>
    /// <returns>True when this is the first count since the last <see cref="Drain"/>.</returns>
    public bool Add(AuditDrop what, string address)
    {
        lock (_lock)
        {
            return Count(what, address, null);
        }
    }

    /// <summary>Returns and resets the counts since the last call; null when there are none.</summary>
    public AuditEntry.Dropped? Drain()
    {
        lock (_lock)
        {
            if (_rows.Count == 0)
            {
                return null;
            }

            List<AuditDropRow> rows = [.. _rows.Values];
            _rows.Clear();
            _latest = null;
            return new AuditEntry.Dropped(time.GetUtcNow(), _since, rows);
        }
    }

    private bool IsWithinShare(AuditEntry.Request entry)
    {
        if (entry.Status < 400)
        {
            return entry.RequestKind switch
            {
                AuditRequestKind.Health => ++_health <= AuditLimits.LinesPerMinute,
                AuditRequestKind.Read => ++_reads <= AuditLimits.LinesPerMinute,
                _ => true,
            };
        }

        var share = (entry.Client.Fingerprint, entry.RequestKind);
        if (!_refusals.TryGetValue(share, out var lines) && _refusals.Count >= AuditLimits.Shares)
        {
            // All further clients have a common share for each kind.
            lines = _refusals.GetValueOrDefault(share = ("", entry.RequestKind));
        }

        _refusals[share] = ++lines;
        return lines <= AuditLimits.RefusalsPerMinute;
    }

    private bool Count(AuditDrop what, string address, string? subject)
    {
        var isFirst = _rows.Count == 0;
        if (isFirst)
        {
            _since = time.GetUtcNow();
        }

        // A flood usually is of one kind and client; not building the key again cuts its cost to a tenth.
        if (_latest?.IsOf(what, address, subject) != true)
        {
            _latest = RowOf(what, address, subject);
        }

        _latest.Count++;
        return isFirst;
    }

    private AuditDropRow RowOf(AuditDrop what, string? address, string? subject)
    {
        var key = $"{AuditDropRow.WireName(what)} {address} {subject}";
        if (!_rows.TryGetValue(key, out var row))
        {
            if (address is not null && _rows.Count >= AuditLimits.DropRows)
            {
                return RowOf(what, null, null);
            }

            _rows.Add(key, row = new AuditDropRow(what, address, subject));
        }

        return row;
    }

    private void StartMinute()
    {
        var minute = time.GetUtcNow().Ticks / AuditLimits.DropInterval.Ticks;
        if (minute != _minute)
        {
            (_minute, _health, _reads) = (minute, 0, 0);
            _limited.Clear();
            _refusals.Clear();
        }
    }
}
