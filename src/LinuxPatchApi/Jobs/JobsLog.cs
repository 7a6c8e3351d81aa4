using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Jobs;

/// <summary>Log events 2000..2099.</summary>
internal static class JobsLog
{
    public static void Admitted(ILogger logger, Guid jobId, string operation, string subject, string address, Guid requestId) =>
        logger.Log(LogLevel.Information, new EventId(2000, nameof(Admitted)),
            "job {JobId} admitted: {Operation} for {Subject} at {Address}, request {RequestId}",
            jobId, operation, subject, address, requestId);

    public static void Ended(ILogger logger, Guid jobId, string status, string changes) =>
        logger.Log(LogLevel.Information, new EventId(2001, nameof(Ended)),
            "job {JobId} ended: {Status} [{Changes}]", jobId, status, changes);

    public static void ExecutorFailed(ILogger logger, Exception exception, Guid jobId) =>
        logger.Log(LogLevel.Error, new EventId(2002, nameof(ExecutorFailed)), exception, "job {JobId} met an internal error", jobId);

    public static void WorkerStopped(ILogger logger) =>
        logger.Log(LogLevel.Information, new EventId(2003, nameof(WorkerStopped)), "job worker stopped");

    public static void Recovered(ILogger logger, Guid jobId, string previous, string verdict) =>
        logger.Log(LogLevel.Warning, new EventId(2004, nameof(Recovered)),
            "job {JobId} found {Previous} at start: {Verdict}", jobId, previous, verdict);

    public static void JournalProblem(ILogger logger, string problem) =>
        logger.Log(LogLevel.Error, new EventId(2005, nameof(JournalProblem)), "job journal: {Problem}", problem);
}
