using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.States;

/// <summary>How the work of a job ended, as reported by its executor.</summary>
internal abstract record JobEnd(string Message)
{
    /// <summary>Done, and verified against the plan.</summary>
    internal sealed record Completed(string Message) : JobEnd(Message);

    /// <param name="Retryable">Whether the same request may succeed later without a change.</param>
    internal sealed record Failed(JobErrorCode Code, string Message, bool Retryable) : JobEnd(Message);

    /// <summary>The outcome is unknown: closed as failed, and checked again until the package manager has answered.</summary>
    internal sealed record Unverified(JobErrorCode Code, string Message) : JobEnd(Message);

    internal sealed record Cancelled(string Message) : JobEnd(Message);

    /// <summary>Done; the host goes down at <paramref name="At"/> and the job ends when the host is back.</summary>
    internal sealed record Rebooting(string Message, DateTimeOffset At) : JobEnd(Message);
}
