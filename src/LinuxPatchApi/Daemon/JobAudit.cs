using LinuxPatchApi.Audit;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using LinuxPatchApi.Supervision;

namespace LinuxPatchApi.Daemon;

/// <summary>
/// Writes the end of every job to the audit log. Created before jobs are judged at the start, so that it sees those ends.
/// </summary>
internal sealed class JobAudit
{
    /// <summary>The start-up task that the writer of the log waits for.</summary>
    public const string MissedLines = "missed audit lines";

    /// <summary>The writer of the log. It ends after all other tasks, so that each of their ends gets its line.</summary>
    public const string Writer = "audit";

    private readonly JobStore _store;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;

    /// <summary>
    /// The store calls it with every end: whoever deletes a job right afterwards takes none of the line's content away.
    /// </summary>
    public JobAudit(JobStore store, AuditLog audit, TimeProvider time)
    {
        (_store, _audit, _time) = (store, audit, time);
        store.Ended += job => audit.Write(EntryOf(job));
        store.Decided = job => audit.Write(EntryOf(job, isVerdict: true));
    }

    /// <summary>
    /// Lines that the previous run did not write are found before the writer appends to the log, and before more jobs end.
    /// </summary>
    public IReadOnlyList<SupervisedTask> Supervised =>
    [
        SupervisedTask.StartUp(MissedLines, WriteMissed),
        new(Writer, TaskKind.Vital, _ => _audit.RunAsync()) { Behind = MissedLines },
    ];

    /// <summary>
    /// Writes the ends that are missing because the previous run was killed. Called before this run writes anything else.
    /// </summary>
    public void WriteMissed()
    {
        var (ends, verdicts) = MissedEnds.Of(_store.All(), _audit.Recall());
        foreach (var job in ends)
        {
            _audit.Write(EntryOf(_store.Find(job.Id) ?? job));
        }

        foreach (var job in verdicts)
        {
            _audit.Write(EntryOf(_store.Find(job.Id) ?? job, isVerdict: true));
        }
    }

    /// <param name="job">With all its details.</param>
    /// <param name="isVerdict">True for a verdict after the end of the job.</param>
    private AuditEntry.JobEnded EntryOf(Job job, bool isVerdict = false) => new(
        _time.GetUtcNow(),
        job.Id,
        job.RequestId,
        new AuditClient(job.RequestedBy.Subject, job.RequestedBy.Serial, job.RequestedBy.Fingerprint ?? "", job.RequestedBy.Address),
        JobSpelling.Operations.Of(job.Operation),
        JobSpelling.Statuses.Of(job.Status),
        job.ErrorCode is { } code ? JobSpelling.ErrorCodes.Of(code) : null,
        job.Message,
        job.CompletedAt ?? job.UpdatedAt,
        [.. JobEffects.Of(job).Select(e => new AuditChange(WireName(e.Kind), e.Name, e.Action, e.From, e.To, e.Outcome))],
        isVerdict);

    private static string WireName(EffectKind kind) => kind switch
    {
        EffectKind.Unit => "unit",
        EffectKind.Host => "host",
        _ => "package",
    };
}
