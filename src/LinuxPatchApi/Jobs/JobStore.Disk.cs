using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>The store's dealings with the disk; all under its lock.</summary>
internal sealed partial class JobStore
{
    private void Persist(Job job)
    {
        try
        {
            if (!_journal.IsInPlace)
            {
                WriteAnew();
            }

            if (_foreign.TryGetValue(job.Id, out var line) && !job.Hidden)
            {
                _journal.Append(line);
            }
            else
            {
                _journal.Append(_form.Format(job with { Written = _clock.Now() }));
                _foreign.Remove(job.Id);
            }

            _unsaved.Remove(job.Id);
            StorageProblem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ProblemIs($"the job journal cannot be written: {SystemErrorText.Of(e)}");
            throw;
        }
    }

    /// <summary>The file is gone, and with it all that was on the disk: memory still has it.</summary>
    private void WriteAnew()
    {
        Compact();
        Replaced = $"the job journal was removed, replaced or cut while the agent ran, and was written anew at {_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}";
    }

    private void Compact()
    {
        // Each record says when this was: the next run counts on from it even when all others are gone.
        var now = _clock.Now();
        _journal.Compact(_jobs.Values.Select(j => _foreign.GetValueOrDefault(j.Id) ?? _form.Format(_shelf.Whole(j) with { Written = now })).Concat(_nameless));
        _unsaved.Clear();
        _compacted = _journal.Length;
    }

    private bool TryPersist(Job job)
    {
        try
        {
            Persist(job);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // StorageProblem tells; see Update.
            _unsaved.Add(job.Id);
            return false;
        }
    }

    /// <summary>Whether the disk has refused the job's last record: it tells what was before.</summary>
    public bool IsUnsaved(Guid id)
    {
        lock (_lock)
        {
            return _unsaved.Contains(id);
        }
    }

    private void ProblemIs(string problem)
    {
        StorageProblem = problem;
        _retry.Change(JobLimits.StorageRetry, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The disk takes writes again: what it refused before follows.</summary>
    private void SaveTheRest()
    {
        foreach (var id in _unsaved.ToList())
        {
            if (!_jobs.TryGetValue(id, out var job))
            {
                _unsaved.Remove(id);
            }
            else if (!TryPersist(_shelf.Whole(job)))
            {
                return;
            }
        }
    }

    private void Retry()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            if (_unsaved.Count > 0)
            {
                SaveTheRest();
            }
            else if (_jobs.Count > 0)
            {
                // A record that is there already does no harm, and tells whether the disk takes writes again.
                TryPersist(_shelf.Whole(_jobs.GetAt(_jobs.Count - 1).Value));
            }
            else
            {
                PruneAndCompact(force: true);
            }

            Events.Touch();
        }
    }

    private void PruneAndCompact(bool force)
    {
        foreach (var (job, isKeyed) in _history.Beyond(_jobs.Values, _clock, _held, _shelf.WeightOf))
        {
            if (!isKeyed)
            {
                _jobs.Remove(job.Id);
                _shelf.Remove(job.Id);
            }
            else if (!job.IsKeyOnly)
            {
                _shelf.Remove(job.Id);
                _jobs[job.Id] = job.KeyOnly();
            }
        }

        if (!force && (_journal.Length < JobLimits.JournalCompactBytes || _journal.Length < 2 * _compacted))
        {
            return;
        }

        try
        {
            Compact();
            StorageProblem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ProblemIs($"the job journal cannot be compacted: {SystemErrorText.Of(e)}");
        }
    }
}
