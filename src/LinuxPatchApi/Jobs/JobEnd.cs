using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>How the work of a job ended, as told by the one who did it.</summary>
internal abstract record JobEnd(string Message)
{
    /// <summary>Done, and verified against the plan.</summary>
    internal sealed record Completed(string Message) : JobEnd(Message);

    /// <param name="Retryable">Whether the same request may succeed later without a change.</param>
    internal sealed record Failed(JobErrorCode Code, string Message, bool Retryable) : JobEnd(Message);

    /// <summary>Not known yet: closed as failed, and looked at again until the package manager has answered.</summary>
    internal sealed record Unverified(JobErrorCode Code, string Message) : JobEnd(Message);

    internal sealed record Cancelled(string Message) : JobEnd(Message);

    /// <summary>Done; the host goes down at <paramref name="At"/> and the job ends when it is back.</summary>
    internal sealed record Rebooting(string Message, DateTimeOffset At) : JobEnd(Message);
}
