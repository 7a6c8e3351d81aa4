using LinuxPatchApi.Audit;
using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Supervision;

namespace LinuxPatchApi.Daemon;

/// <summary>Writes the end of every job into the audit log. Made before jobs are judged at the start, so that those ends are seen.</summary>
internal sealed class JobAudit
{
    /// <summary>The start-up work that the writer of the log waits for.</summary>
    public const string MissedLines = "missed audit lines";

    /// <summary>The writer of the log. It ends after all others, so that each of their ends has its line.</summary>
    public const string Writer = "audit";

    private readonly Lock _lock = new();
    private readonly JobStore _store;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;
    private long _seen;

    public JobAudit(JobStore store, AuditLog audit, TimeProvider time)
    {
        (_store, _audit, _time) = (store, audit, time);
        _seen = store.Events.Head;
        store.Decided = job => audit.Write(EntryOf(JobEvent.Of(job), job, isVerdict: true));
    }

    /// <summary>Told when a round begins, and when it has ended.</summary>
    public Action<bool>? Working { private get; init; }

    /// <summary>What the former run left untold is found before the writer adds to the log, and before more jobs end.</summary>
    public IReadOnlyList<SupervisedTask> Supervised =>
    [
        SupervisedTask.StartUp(MissedLines, WriteMissed),
        new(Writer, TaskKind.Vital, _ => _audit.RunAsync()) { Behind = MissedLines },
        new("job ends", TaskKind.Vital, RunAsync),
    ];

    /// <summary>Until <paramref name="shutdown"/> fires.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        while (true)
        {
            Working?.Invoke(true);
            var seen = Tell();
            Working?.Invoke(false);
            await _store.Events.StatusChangedAfter(seen).WaitAsync(shutdown);
        }
    }

    /// <summary>Writes the ends that a kill of the former run kept out of the log. Before this run writes anything else.</summary>
    public void WriteMissed()
    {
        var (ends, verdicts) = MissedEnds.Of(_store.All(), _audit.Recall());
        foreach (var job in ends)
        {
            _audit.Write(EntryOf(JobEvent.Of(job), _store.Find(job.Id)));
        }

        foreach (var job in verdicts)
        {
            _audit.Write(EntryOf(JobEvent.Of(job), _store.Find(job.Id), isVerdict: true));
        }
    }

    /// <summary>Writes what ended since the last call.</summary>
    /// <returns>Number of the newest event that was seen.</returns>
    public long Tell()
    {
        lock (_lock)
        {
            var changes = new List<JobEvent>();
            (_seen, _) = _store.Events.Collect(_seen, null, changes);
            foreach (var end in changes)
            {
                if (end.IsTerminal)
                {
                    _audit.Write(EntryOf(end, _store.Find(end.JobId)));
                }
            }

            return _seen;
        }
    }

    /// <param name="job">Null when it was deleted meanwhile.</param>
    /// <param name="isVerdict">It ended before; what it changed is known now.</param>
    private AuditEntry.JobEnded EntryOf(JobEvent end, Job? job, bool isVerdict = false) => new(
        _time.GetUtcNow(),
        end.JobId,
        job?.RequestId ?? Guid.Empty,
        job?.RequestedBy is { } by
            ? new AuditClient(by.Subject, by.Serial, by.Fingerprint ?? "", by.Address)
            : new AuditClient("", "", "", ""),
        JobSpelling.Operations.Of(end.Operation),
        JobSpelling.Statuses.Of(end.Status),
        end.ErrorCode is { } code ? JobSpelling.ErrorCodes.Of(code) : null,
        end.Message,
        job?.CompletedAt ?? end.At,
        job is null ? [] : [.. JobEffects.Of(job).Select(e => new AuditChange(Word(e.Kind), e.Name, e.Action, e.From, e.To, e.Outcome))],
        isVerdict);

    private static string Word(EffectKind kind) => kind switch
    {
        EffectKind.Unit => "unit",
        EffectKind.Host => "host",
        _ => "package",
    };
}
