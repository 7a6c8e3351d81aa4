using System.Buffers.Text;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// Decides what a damaged line invalidates. Without it the previous record of its job would count again, and a job that was cancelled or
/// carried out since would run. Pure.
/// </summary>
internal static class DamagedRecord
{
    public const string Reason =
        "a later line of the job journal is damaged and may have recorded that this job was cancelled or carried out, so it is not started";

    private const int IdLength = 36;

    private static ReadOnlySpan<byte> Member => "\"id\":\""u8;

    /// <summary>Returns the jobs that the line may belong to: the one that it still names, else every job before it.</summary>
    public static IEnumerable<Guid> Candidates(ReadOnlySpan<byte> line, IReadOnlyList<Guid> before)
    {
        var at = line.IndexOf(Member);
        return line.Count(Member) == 1 && Utf8Parser.TryParse(line[(at + Member.Length)..], out Guid id, out var length)
            && length == IdLength && before.Contains(id)
            ? [id]
            : [.. before];
    }

    /// <summary>
    /// Returns the job as it counts when a later record of it may be lost: a pending one is closed, any other is judged by what is
    /// installed.
    /// </summary>
    public static Job Without(Job job) => job.Status != JobStatus.Pending ? job : job with
    {
        Status = JobStatus.Failed,
        Message = Reason,
        Error = Reason,
        ErrorCode = JobErrorCode.Unknown,
        Retryable = false,
        CompletedAt = job.UpdatedAt,
        Cancellable = false,
    };
}
