namespace LinuxPatchApi.Audit;

/// <summary>
/// Counts what gets no line of its own, so that a flood costs one line a minute: drops without an answer, rate-limited requests after the
/// first of their client, reads and refusals beyond what a minute may have. What one client sends never takes the line of what another is
/// refused, nor its own reads the line of its own refused change: each has its share. Thread-safe, bounded.
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

    /// <summary>Whether a request is to have its line. If not, it is counted.</summary>
    /// <param name="isFirst">Whether this was the first count since the last <see cref="Take"/>.</param>
    public bool Admit(AuditEntry.Request entry, out bool isFirst)
    {
        isFirst = false;
        lock (_lock)
        {
            NewMinute();
            var client = entry.Client;
            var isLimited = entry.Status == 429 && entry.Code == "RATE_LIMITED";
            if (isLimited && (_limited.Count >= AuditLimits.Shares || !_limited.Add((client.Fingerprint, client.Address, entry.Ask))))
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
            return entry.Ask switch
            {
                AuditRequestKind.Health => ++_health <= AuditLimits.LinesPerMinute,
                AuditRequestKind.Read => ++_reads <= AuditLimits.LinesPerMinute,
                _ => true,
            };
        }

        var share = (entry.Client.Fingerprint, entry.Ask);
        if (!_refusals.TryGetValue(share, out var lines) && _refusals.Count >= AuditLimits.Shares)
        {
            // Whoever comes later shares one, by what was asked.
            lines = _refusals.GetValueOrDefault(share = ("", entry.Ask));
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

        // A flood is of one kind and client as a rule; without making the key again it costs a tenth.
        if (_latest?.IsOf(what, address, subject) != true)
        {
            _latest = RowOf(what, address, subject);
        }

        _latest.Count++;
        return isFirst;
    }

    private AuditDropRow RowOf(AuditDrop what, string? address, string? subject)
    {
        var key = $"{AuditDropRow.Word(what)} {address} {subject}";
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

    private void NewMinute()
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
