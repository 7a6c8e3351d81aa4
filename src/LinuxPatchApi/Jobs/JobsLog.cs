using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Jobs;

/// <summary>Log events 2000..2099.</summary>
internal static partial class JobsLog
{
    [LoggerMessage(2000, LogLevel.Information, "job {JobId} admitted: {Operation} for {Subject} at {Address}, request {RequestId}")]
    public static partial void Admitted(ILogger logger, Guid jobId, string operation, string subject, string address, Guid requestId);

    [LoggerMessage(2001, LogLevel.Information, "job {JobId} ended: {Status} [{Changes}]")]
    public static partial void Ended(ILogger logger, Guid jobId, string status, string changes);

    [LoggerMessage(2002, LogLevel.Error, "job {JobId} met an internal error")]
    public static partial void ExecutorFailed(ILogger logger, Exception exception, Guid jobId);

    [LoggerMessage(2003, LogLevel.Information, "job worker stopped")]
    public static partial void WorkerStopped(ILogger logger);

    [LoggerMessage(2004, LogLevel.Warning, "job {JobId} found {Previous} at start: {Verdict}")]
    public static partial void Recovered(ILogger logger, Guid jobId, string previous, string verdict);

    [LoggerMessage(2005, LogLevel.Error, "job journal: {Problem}")]
    public static partial void JournalProblem(ILogger logger, string problem);
}
