using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>
/// Persists the jobs of the table: appends records, retries failed writes, compacts, and rewrites a journal that was removed or replaced.
/// Not thread-safe; under the store's lock.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly JobTable _jobs;
    private readonly JournalLine _format;
    private readonly JobJournal _journal;
    private readonly HistoryClock _clock;
    private readonly TimeProvider _time;
    private readonly ITimer _retry;
    private readonly ITimer _check;

    /// <summary>Jobs whose newest state could not be written yet.</summary>
    private readonly HashSet<Guid> _unsaved = [];

    /// <summary>Lines of another version of the agent, preserved unchanged; see <see cref="ForeignRecord"/>.</summary>
    private readonly Dictionary<Guid, byte[]> _foreign;
    private readonly IReadOnlyList<byte[]> _nameless;

    /// <summary>Bytes of the journal after its last compaction; at the start, bytes of the last record of each job.</summary>
    private long _compacted;

    /// <summary>Bytes of the journal at which a compaction is tried again after one has failed.</summary>
    private long _compactAt;

    /// <param name="retry">Called some time after a failed write.</param>
    /// <param name="check">Called regularly; calls <see cref="RewriteIfLost"/>.</param>
    public JournalWriter(
        JobTable jobs,
        JournalLine format,
        JobJournal journal,
        JournalContent content,
        HistoryClock clock,
        TimeProvider time,
        Action retry,
        Action check)
    {
        (_jobs, _format, _journal, _clock, _time) = (jobs, format, journal, clock, time);
        _retry = time.CreateTimer(static retry => ((Action)retry!)(), retry, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _check = time.CreateTimer(
            static check => ((Action)check!)(), check, JobLimits.JournalCheckInterval, JobLimits.JournalCheckInterval);
        (_foreign, _nameless, _compacted) = (new Dictionary<Guid, byte[]>(content.Foreign), content.Nameless, content.LiveBytes);
        if (content.Problem is { } problem)
        {
            Fail($"the job journal cannot be {(content.IsUnreadable ? "read" : "written")}: {problem}");
        }
    }

    /// <summary>Why the last write failed; null when it succeeded.</summary>
    public string? Problem { get; private set; }

    /// <summary>When and how somebody removed the journal; null when nobody did in this run.</summary>
    public string? Replaced { get; private set; }

    /// <summary>Which part of the journal is lost, was quarantined or is not understood; null when none.</summary>
    public string? Notice
    {
        get
        {
            var foreign = _foreign.Count + _nameless.Count;
            return (_journal.IsInPlace ? Replaced : Lost)
                ?? (_journal.QuarantinePath is { } place
                    ? $"lines of the job journal were damaged; they lie in {place}, and their content is lost"
                    : null)
                ?? (foreign > 0
                    ? $"{foreign} records of the job journal were written by another version of the agent and are not understood; "
                        + "they are kept"
                    : null);
        }
    }

    private static string Lost =>
        "the job journal was removed, replaced or cut while the agent runs; it is rewritten from memory within "
            + $"{JobLimits.JournalCheckInterval.TotalSeconds:0} seconds";

    /// <summary>True for a job whose record must not change, because another version of the agent wrote it.</summary>
    public bool IsForeign(Guid id) => _foreign.ContainsKey(id);

    /// <summary>True when the job's newest state could not be written: its record has the previous one.</summary>
    public bool IsUnsaved(Guid id) => _unsaved.Contains(id);

    /// <summary>Appends the record of a job; on disk when this returns.</summary>
    /// <exception cref="IOException">The disk refused; nothing was written.</exception>
    public void Write(Job job)
    {
        try
        {
            if (!_journal.IsInPlace)
            {
                Rewrite();
            }

            if (_foreign.TryGetValue(job.Id, out var line) && !job.Hidden)
            {
                _journal.Append(line);
            }
            else
            {
                _journal.Append(_format.Format(Stamped(job, _clock.Now())));
                _foreign.Remove(job.Id);
            }

            _unsaved.Remove(job.Id);
            Problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail($"the job journal cannot be written: {SystemErrorText.Of(e)}");
            throw;
        }
    }

    /// <summary>As <see cref="Write"/>; a failed write is retried later.</summary>
    public bool TryWrite(Job job)
    {
        try
        {
            Write(job);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Reported by Problem.
            _unsaved.Add(job.Id);
            return false;
        }
    }

    /// <summary>Writes the states whose first write failed, after another write has succeeded.</summary>
    public void WriteUnsaved()
    {
        foreach (var id in _unsaved.ToList())
        {
            if (_jobs.Find(id) is not { } job)
            {
                _unsaved.Remove(id);
            }
            else if (!TryWrite(job))
            {
                return;
            }
        }
    }

    /// <summary>Tries to write again after a failure.</summary>
    public void Retry()
    {
        if (_unsaved.Count > 0)
        {
            WriteUnsaved();
        }
        else if (_jobs.Last is { } last)
        {
            // A repeated record is harmless, and shows whether the disk can be written again.
            TryWrite(last);
        }
        else
        {
            TryCompact();
        }
    }

    /// <summary>
    /// Compacts the journal when half of it is garbage, or when it comes near the size that the next start refuses. Called after each
    /// write,
    /// for each repeats the whole record of a job. After a failure it waits until there is more to gain.
    /// </summary>
    public void CompactIfDue()
    {
        var length = _journal.Length;
        if (length >= JobLimits.JournalCompactBytes && length >= _compactAt
            && (length >= 2 * _compacted
                || (length >= JobLimits.JournalLargeBytes && length - _compacted >= JobLimits.JournalCompactBytes)))
        {
            TryCompact();
            _compactAt = Problem is null ? 0 : length + JobLimits.JournalCompactBytes;
        }
    }

    public void TryCompact()
    {
        try
        {
            Compact();
            Problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail($"the job journal cannot be compacted: {SystemErrorText.Of(e)}");
        }
    }

    /// <summary>Rewrites a journal that somebody removed, replaced or cut, although there is nothing to write.</summary>
    public void RewriteIfLost()
    {
        if (_journal.IsInPlace)
        {
            return;
        }

        try
        {
            Rewrite();
            Problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail($"the job journal cannot be written: {SystemErrorText.Of(e)}");
        }
    }

    /// <summary>Writes what only memory has, if the disk accepts it now: the next run has nothing else.</summary>
    public void Dispose()
    {
        RewriteIfLost();
        WriteUnsaved();
        _retry.Dispose();
        _check.Dispose();
        _journal.Dispose();
    }

    /// <summary>Writes everything from memory, because the file and all its records are gone.</summary>
    private void Rewrite()
    {
        Compact();
        Replaced = "the job journal was removed, replaced or cut while the agent ran, and was rewritten at "
            + $"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}" + (_journal.Displaced is { } where ? $"; {where}" : "");
    }

    private void Compact()
    {
        // Each record has the time of this: the next run continues from it even when all others are gone.
        var now = _clock.Now();
        // The nameless lines come first: at the next start, one that follows a job casts doubt on that job's record.
        _journal.Compact(_nameless.Concat(
            _jobs.Complete.Select(j => _foreign.GetValueOrDefault(j.Id) ?? _format.Format(Stamped(j, now)))));
        _unsaved.Clear();
        _compacted = _journal.Length;
    }

    /// <summary>The record of a job, with what the next run continues from.</summary>
    private Job Stamped(Job job, ClockMark now) =>
        job with { Written = now, ChangesForgotten = Math.Max(job.ChangesForgotten, _jobs.Numbers.Forgotten) };

    private void Fail(string problem)
    {
        Problem = problem;
        _retry.Change(JobLimits.StorageRetry, Timeout.InfiniteTimeSpan);
    }
}
