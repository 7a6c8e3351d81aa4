using System.Text.Json;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// A record with a valid checksum that this version of the agent does not understand, because another version wrote it. The line is
/// preserved unchanged, and a placeholder job represents it. Pure.
/// </summary>
internal static class ForeignRecord
{
    public const string Reason =
        "the record of this job was written by another version of the agent and is not understood; what the job did is not known";

    /// <summary>Returns the placeholder; null when the record does not name a job.</summary>
    public static Job? Placeholder(ReadOnlySpan<byte> record)
    {
        try
        {
            using var document = JsonDocument.Parse(record.ToArray());
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !Guid.TryParse(Text(root, "id"), out var id))
            {
                return null;
            }

            var requester = Member(root, "requested_by");
            var created = Time(root, "created_at");
            return new Job
            {
                Id = id,
                Operation = JobSpelling.Operations.TryParse(Text(root, "operation"), out var operation) ? operation : JobOperation.Unknown,
                Request = new UnreadRequest(),
                RequestedBy = new Requester(Text(requester, "subject") ?? "", Text(requester, "serial") ?? "",
                    Text(requester, "address") ?? "", Text(requester, "fingerprint") ?? ""),
                RequestId = Guid.TryParse(Text(root, "request_id"), out var request) ? request : Guid.Empty,
                Idempotency = Tag(Member(root, "idempotency")),
                Accepted = Text(root, "accepted"),
                Answers = Answers(Member(root, "answers")),
                Hidden = Member(root, "hidden").ValueKind == JsonValueKind.True,
                BootId = Text(root, "boot_id") ?? "",
                CreatedAt = created,
                UpdatedAt = Member(root, "updated_at").ValueKind == JsonValueKind.String ? Time(root, "updated_at") : created,
                Status = JobStatus.Failed,
                Message = Reason,
                Error = Reason,
                ErrorCode = JobErrorCode.Unknown,
                Retryable = false,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // half a surrogate pair, escaped: valid JSON and no text
        {
            return null;
        }
    }

    private static IdempotencyTag? Tag(JsonElement tag) =>
        Text(tag, "key") is { } key && Text(tag, "digest") is { } digest
            ? new IdempotencyTag(Text(tag, "client"), key, digest, Text(tag, "role"))
            : null;

    /// <summary>Answers must survive, because a repeated cancel would otherwise delete the job. Null when there are none.</summary>
    private static List<KeptAnswer>? Answers(JsonElement answers) => answers.ValueKind != JsonValueKind.Array ? null
        : answers.EnumerateArray().Select(Answer).OfType<KeptAnswer>().Take(JobLimits.AnswersPerJob + JobLimits.LastAnswers).ToList()
            is { Count: > 0 } all ? all : null;

    private static KeptAnswer? Answer(JsonElement answer) =>
        Tag(Member(answer, "tag")) is { } tag && Text(answer, "data") is { } data
            && Number(answer, "status") is { } status and >= 200 and < 600
            ? new KeptAnswer(tag, (int)status, data, Time(answer, "at")) { On = Number(answer, "on") }
            : null;

    private static long? Number(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    private static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()
        : null;

    private static DateTimeOffset Time(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time)
            ? time
            : DateTimeOffset.UnixEpoch;
}
