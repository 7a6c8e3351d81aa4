using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Jobs.Queue;

/// <summary>
/// Admits and cancels jobs; <see cref="JobWorker"/> carries them out. One change of the host at a time, first in, first out. A job is on
/// disk before it is admitted, and the next one starts only when the previous one's package transaction has really ended.
/// </summary>
internal sealed class JobService
{
    private const string ShutsDown = "the agent is shutting down";
    private readonly JobStore _store;
    private readonly JobServiceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobService> _logger;
    private readonly IHostActivity? _host;
    private readonly QueueState _state = new();
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    public JobService(
        JobStore store, JobServiceOptions options, TimeProvider time, ILogger<JobService> logger, IHostActivity? host = null)
    {
        (_store, _options, _time, _logger, _host) = (store, options, time, logger, host);
        Turns = new JobTurns(_state, store, options, _closing.Token, time, logger);

        // The listener does not wait for the recovery: without this a job would be admitted, and begin, under a reboot that is scheduled.
        if (store.All().FirstOrDefault(j => j.Status == JobStatus.Rebooting && j.BootId == options.BootId) is { } reserved)
        {
            _state.Change(_state.Queue.Freeze(Reserved(reserved.RebootAt)));
        }
    }

    private static Admission RoleLost =>
        Admission.Refused(AdmissionRefusal.RoleLost, "the certificate has lost the role for this while the request waited");

    public JobStore Store => _store;

    public JobTurns Turns { get; }

    /// <summary>Fires when the agent shuts down: long polls answer with what they have.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Why nothing is admitted now; null when admission is open.</summary>
    public string? Frozen
    {
        get
        {
            lock (_state.Lock)
            {
                return _state.Queue.Frozen;
            }
        }
    }

    /// <summary>
    /// Returns the waiting and running jobs, including one that was closed as TIMEOUT while its work continues, but not a reboot job that
    /// waits for the host.
    /// </summary>
    public IReadOnlyList<Job> Active()
    {
        lock (_state.Lock)
        {
            return
            [
                .. _store.All().Where(j => j.Status is JobStatus.Pending or JobStatus.Running
                    || (j.VerdictOutstanding && _state.IsActive(j.Id))),
            ];
        }
    }

    /// <summary>Jobs that may wait at most.</summary>
    public int MaxQueueDepth => _options.MaxQueueDepth;

    /// <summary>The running job when it makes no progress; else null.</summary>
    public Job? Stalled
    {
        get
        {
            lock (_state.Lock)
            {
                return _state.Running is { } running && _store.Find(running.Id) is { StalledSince: not null } job ? job : null;
            }
        }
    }

    /// <summary>True while a job that writes packages runs, even one that was closed as TIMEOUT.</summary>
    public bool IsWritingPackages
    {
        get
        {
            lock (_state.Lock)
            {
                return _state.Running is { } running && _store.Find(running.Id)?.Request.WritesPackages() == true;
            }
        }
    }

    public Admission Admit(JobOperation operation, JobRequest request, IReadOnlyList<string> packages, JobOrigin origin)
    {
        lock (_state.Lock)
        {
            var queue = _state.Queue;
            if (queue.Refusal(_options.MaxQueueDepth) is { } refusal)
            {
                return Admission.Refused(
                    refusal,
                    queue.Frozen ?? $"{queue.Waiting.Count} jobs are waiting, jobs.max_queue_depth is {_options.MaxQueueDepth}");
            }

            if (RefusalOfExclusive(request) is { } alone)
            {
                return alone;
            }

            if (!origin.IsAllowed())
            {
                return RoleLost;
            }

            var created = Create(operation, request, packages, origin);
            if (JobWeight.OfWaiting(queue.Waiting.Select(_store.Find)) + JobWeight.OfWaiting(created) > JobLimits.WaitingBytes)
            {
                return Admission.Refused(AdmissionRefusal.QueueFull, $"{queue.Waiting.Count} jobs are waiting, and {JobWeight.TooMuch}");
            }

            var admission = TryStore(created);
            if (admission.Job is { } job)
            {
                _state.Change(queue.Admit(job.Id));
            }

            return admission;
        }
    }

    /// <summary>Stores a job that does not wait in the queue (a reboot), and closes admission for others.</summary>
    /// <param name="reserved">Completes the reservation in the same record.</param>
    /// <param name="isAllowed">Asked again when nothing can be admitted any more; a job may have been since the first check.</param>
    public Admission Reserve(
        JobRequest request, JobOrigin origin, string freeze, Func<Job, Job> reserved, Func<bool>? isAllowed = null)
    {
        lock (_state.Lock)
        {
            if (_state.Queue.Frozen is { } reason)
            {
                return Admission.Refused(AdmissionRefusal.Frozen, reason);
            }

            if (isAllowed?.Invoke() == false)
            {
                return Admission.Refused(AdmissionRefusal.Frozen, "another job was admitted at the same moment; repeat the request");
            }

            if (!origin.IsAllowed())
            {
                return RoleLost;
            }

            var admission = TryStore(reserved(Create(JobOperation.Reboot, request, [], origin)));
            if (admission.Job is not null)
            {
                _state.Change(_state.Queue.Freeze(freeze));
            }

            return admission;
        }
    }

    /// <summary>Returns why nothing is admitted while a reboot is to come.</summary>
    /// <param name="at">Null when the time is not recorded.</param>
    public static string Reserved(DateTimeOffset? at) => "a reboot is reserved" + (at is null ? "" : $" for {at:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    /// <summary>Closes admission; keeps the first reason.</summary>
    /// <returns>False when it was closed already.</returns>
    public bool Freeze(string reason)
    {
        lock (_state.Lock)
        {
            var isOpen = _state.Queue.Frozen is null;
            _state.Change(_state.Queue.Freeze(reason));
            return isOpen;
        }
    }

    /// <summary>Closes admission and ends all waits, because the agent shuts down.</summary>
    public void Close()
    {
        lock (_state.Lock)
        {
            _isClosed = true;
            _state.Change(_state.Queue.Freeze(ShutsDown));
        }

        _closing.Cancel();
    }

    /// <summary>Opens admission, unless the agent shuts down: a job that began then would fail at the next start.</summary>
    public void Thaw()
    {
        lock (_state.Lock)
        {
            _state.Change(_isClosed ? _state.Queue.Thaw().Freeze(ShutsDown) : _state.Queue.Thaw());
        }
    }

    /// <param name="answer">
    /// Returns the first answer, which is persisted together with the cancellation; null when the client sent no key.
    /// </param>
    public (CancelAnswer Answer, Job? Before) Cancel(Guid id, Func<CancelAnswer, Job, KeptAnswer?>? answer = null)
    {
        lock (_state.Lock)
        {
            var job = _store.Find(id);
            switch (job?.Status)
            {
                case null:
                    return (CancelAnswer.NotFound, null);
                case JobStatus.Pending when !job.Request.IsExclusive():
                    return (CancelWaiting(job, answer), job);
                case JobStatus.Running when _state.Running is { } running && running.Id == id && job.Cancellable:
                    if (!TryRecordCancel(job, answer?.Invoke(CancelAnswer.Cancelling, job)))
                    {
                        return (CancelAnswer.StorageFailed, job);
                    }

                    running.Stop(StopReason.Cancelled);
                    return (CancelAnswer.Cancelling, job);
                case JobStatus.Pending or JobStatus.Running or JobStatus.Rebooting:
                case not null when _state.IsActive(id): // closed without a verdict, and its work may continue
                    return (CancelAnswer.NotPossible, job);
                default:
                    var isDeleted = ContextOf(id).TryDelete(answer?.Invoke(CancelAnswer.Deleted, job));
                    return (isDeleted ? CancelAnswer.Deleted : CancelAnswer.StorageFailed, job);
            }
        }
    }

    /// <summary>
    /// Returns why the client that asked for a job has lost the right to it; null while it has it. May verify certificates: not under the
    /// lock.
    /// </summary>
    public string? RightLost(Job job) => _options.RightLost?.Invoke(job);

    /// <summary>The running job goes on when its client has lost the right to it, because half a change is worse, and says so.</summary>
    public void TellRightLost()
    {
        Guid? id;
        lock (_state.Lock)
        {
            id = _state.Running?.Id;
        }

        if (id is { } running && _store.Find(running) is { Status: JobStatus.Running } job && RightLost(job) is { } lost)
        {
            ContextOf(running).WarnOnce($"{lost}; the job had begun before and is finished all the same");
        }
    }

    /// <summary>Creates the only worker of this queue.</summary>
    public JobWorker Worker(IJobExecutor executor) => new(Turns, _store, executor, _options, TellRightLost, _time, _logger, _host);

    /// <summary>Returns the write access to the record of a job that is not running.</summary>
    public JobContext ContextOf(Guid id) => new(_store, id, _time);

    /// <summary>
    /// Persists the cancel of a running job with its first answer, in one record while the job has room. Beyond that the cancel was
    /// requested before, so that the answer alone is new.
    /// </summary>
    private bool TryRecordCancel(Job job, KeptAnswer? answer)
    {
        var isSeparate = job.IsFullOfAnswers && answer is not null;
        return ContextOf(job.Id).TryRecord(j => j.CancelRequested && (isSeparate || answer is null) ? j
            : j.Answered(isSeparate ? null : answer) with { CancelRequested = true, UpdatedAt = _time.GetUtcNow() })
            && (!isSeparate || _store.TryAddAnswer(job, answer!));
    }

    private CancelAnswer CancelWaiting(Job job, Func<CancelAnswer, Job, KeptAnswer?>? answer)
    {
        var end = new JobEnd.Cancelled("cancelled before it began; nothing was changed");
        if (!ContextOf(job.Id).TryRecord(
            j => JobTransitions.End(j.Answered(answer?.Invoke(CancelAnswer.Cancelled, j)), end, _time.GetUtcNow())))
        {
            return CancelAnswer.StorageFailed;
        }

        _state.Change(_state.Queue.Leave(job.Id));
        JobsLog.Ended(_logger, job.Id, JobSpelling.Statuses.Of(JobStatus.Cancelled), "");
        return CancelAnswer.Cancelled;
    }

    /// <summary>Null when neither this job nor an active one has to run alone.</summary>
    private Admission? RefusalOfExclusive(JobRequest request)
    {
        var active = Active();
        if (active.FirstOrDefault(j => j.Request.IsExclusive()) is { } exclusive)
        {
            return Admission.Refused(AdmissionRefusal.SelfUpdating, $"the agent updates itself (job {exclusive.Id})");
        }

        if (!request.IsExclusive())
        {
            return null;
        }

        if (active.Count > 0)
        {
            return Admission.Refused(
                AdmissionRefusal.OthersActive,
                $"a self-update runs alone, and {active.Count} {(active.Count == 1 ? "job is" : "jobs are")} active");
        }

        // Also between two attempts to verify it, and when the next one comes only with the next start.
        return _store.All().FirstOrDefault(j => j.VerdictOutstanding) is { } unverified
            ? Admission.Refused(
                AdmissionRefusal.OthersActive,
                $"a self-update runs alone, and what job {unverified.Id} changed is still being verified; a restart of the agent verifies "
                + "it at once")
            : null;
    }

    /// <summary>Returns a job as it will be stored, with the answer that admits it.</summary>
    private Job Create(JobOperation operation, JobRequest request, IReadOnlyList<string> packages, JobOrigin origin)
    {
        var now = _time.GetUtcNow();
        var job = new Job
        {
            Id = Guid.NewGuid(),
            Operation = operation,
            Request = request,
            RequestedBy = origin.Requester,
            Right = origin.Right,
            RequestId = origin.RequestId,
            Idempotency = origin.Idempotency,
            BootId = _options.BootId,
            CreatedAt = now,
            UpdatedAt = now,
            Message = "waiting for its turn",
            Packages = packages,
            Cancellable = request.IsQueued() && !request.IsExclusive(),
        };
        return origin.Idempotency is null ? job : job with { Accepted = origin.Accepted(job) };
    }

    private Admission TryStore(Job job)
    {
        try
        {
            _store.Add(job);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Admission.Refused(AdmissionRefusal.StorageFailed, SystemErrorText.Of(e));
        }

        JobsLog.Admitted(
            _logger,
            job.Id,
            JobSpelling.Operations.Of(job.Operation),
            job.RequestedBy.Subject,
            job.RequestedBy.Address,
            job.RequestId);
        return Admission.Of(job);
    }
}
