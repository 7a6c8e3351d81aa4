using System.Buffers.Text;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// What a line that does not hold takes away: the record before it counts again. A job that was cancelled or carried out since would then wait
/// for its turn, and be carried out. Pure.
/// </summary>
internal static class DamagedRecord
{
    public const string Reason =
        "a later line of the job journal is damaged and may have told that this job was cancelled or carried out, so it is not begun";

    private const int IdLength = 36;

    private static ReadOnlySpan<byte> Member => "\"id\":\""u8;

    /// <summary>The jobs that the line may have been of: the one that it still names, else each that stands before it.</summary>
    public static IEnumerable<Guid> OfWhom(ReadOnlySpan<byte> line, IReadOnlyList<Guid> before)
    {
        var at = line.IndexOf(Member);
        return line.Count(Member) == 1 && Utf8Parser.TryParse(line[(at + Member.Length)..], out Guid id, out var length) && length == IdLength && before.Contains(id)
            ? [id]
            : [.. before];
    }

    /// <summary>The job as it counts where a later record of it may be lost: one that waits is closed, every other one is judged by what is
    /// found.</summary>
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
