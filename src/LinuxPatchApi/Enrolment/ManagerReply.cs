using System.Text;
using System.Text.Json;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Enrolment;

/// <summary>What an answer of the manager means.</summary>
internal enum ReplyKind
{
    /// <summary>A token.</summary>
    Token,

    /// <summary>An administrator has to approve.</summary>
    Pending,

    /// <summary>An answer that may hold certificates; not parsed.</summary>
    Bundle,

    NotFound,

    Denied,

    /// <summary>It is not an answer of a manager, or there is none; the problem says which.</summary>
    Failed,
}

/// <summary>One answer, classified. Pure.</summary>
/// <param name="Seen">The token, or what was seen.</param>
internal sealed record ManagerReply(ReplyKind Kind, EnrolmentProblem Problem = EnrolmentProblem.None, string? Seen = null)
{
    private const int TooManyRequests = 429;

    /// <summary>Seconds of Retry-After.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>
    /// An answer that may have been the bundle, which the manager has no more, broke off or could not be read as HTTP.
    /// </summary>
    public bool IsBroken { get; init; }

    /// <summary>The answer to POST /enroll.</summary>
    public static ManagerReply OfPost(FetchResult fetched) => Failure(fetched, isPost: true) ?? (
        fetched.Status == 202 && Text(fetched.Body, "polling_token") is { } token && IsToken(token)
            ? new ManagerReply(ReplyKind.Token, Seen: token)
            : Bad(fetched, "the answer has no polling_token of 64 letters and digits"));

    /// <summary>The answer to GET /enroll/status/TOKEN.</summary>
    public static ManagerReply OfPoll(FetchResult fetched) =>
        MayBeBundle(fetched) ? new ManagerReply(ReplyKind.Bundle)
        : Failure(fetched, isPost: false) ?? OfState(Text(fetched.Body, "status"));

    /// <summary>
    /// The manager gives its certificates once, so an answer that may hold them is kept whatever stands in its head: a proxy may have
    /// changed the status to 203, or the type. What is judged is its content.
    /// </summary>
    private static bool MayBeBundle(FetchResult fetched) =>
        fetched is { Outcome: FetchOutcome.Complete, Status: >= 200 and < 300 } && fetched.Body.Length > EnrolmentLimits.StateBytes
        && (fetched.MediaType == "application/json" || fetched.Body.AsSpan().TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{', ..]);

    /// <summary>The meaning of a member <c>status</c>, but for <c>approved</c>, which a short answer cannot be.</summary>
    public static ManagerReply OfState(string? status) => status switch
    {
        "pending" => new ManagerReply(ReplyKind.Pending),
        "notfound" or "not_found" => new ManagerReply(ReplyKind.NotFound),
        "denied" => new ManagerReply(ReplyKind.Denied),
        _ => new ManagerReply(ReplyKind.Failed, EnrolmentProblem.BadAnswer, "the answer has no status that this agent knows"),
    };

    public static bool IsToken(string text) =>
        text.Length == EnrolmentLimits.TokenCharacters && text.AsSpan().IndexOfAnyExcept(TokenLetters) < 0;

    private static readonly System.Buffers.SearchValues<char> TokenLetters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Null for an answer whose body is to be read.</summary>
    private static ManagerReply? Failure(FetchResult fetched, bool isPost)
    {
        switch (fetched.Outcome)
        {
            case FetchOutcome.Complete:
                break;
            case FetchOutcome.TlsFailed when fetched.Received == 0:
                var met = fetched.Fingerprint is { } shown
                    ? $"; its certificate has the SHA-256 fingerprint {ManagerTrust.Show(shown)}"
                    : "";
                return new ManagerReply(ReplyKind.Failed, EnrolmentProblem.Untrusted, fetched.Detail + met);
            case FetchOutcome.Malformed or FetchOutcome.TooLarge or FetchOutcome.WrongStatus:
                return new ManagerReply(ReplyKind.Failed, EnrolmentProblem.BadAnswer, fetched.Detail)
                {
                    // Of a head that is refused nothing is read, whatever follows it.
                    IsBroken = !isPost && (fetched.Outcome != FetchOutcome.WrongStatus || fetched.Received > EnrolmentLimits.StateBytes),
                };
            default:
                return new ManagerReply(ReplyKind.Failed, EnrolmentProblem.Unreachable, fetched.Detail)
                {
                    IsBroken = !isPost && fetched.Received > EnrolmentLimits.StateBytes,
                };
        }
        if (fetched.Status == TooManyRequests)
        {
            return new ManagerReply(ReplyKind.Failed, EnrolmentProblem.Throttled) { RetryAfter = fetched.RetryAfter };
        }
        if (fetched.Status >= 500)
        {
            var problem = isPost && fetched.Status == 500 ? EnrolmentProblem.PerhapsPending : EnrolmentProblem.ManagerFailed;
            return new ManagerReply(ReplyKind.Failed, problem, $"status {fetched.Status}");
        }
        if (isPost && fetched.Status is 400 or 415 or 422)
        {
            return new ManagerReply(ReplyKind.Failed, EnrolmentProblem.Rejected, $"status {fetched.Status}: {Plain(fetched.Body)}");
        }
        return fetched.Status != (isPost ? 202 : 200) ? Bad(fetched, $"status {fetched.Status}; redirects are not followed")
            : fetched.MediaType != "application/json"
                ? Bad(fetched, $"the answer is {fetched.MediaType ?? "of no type"}, not application/json")
                : null;
    }

    private static ManagerReply Bad(FetchResult fetched, string what) =>
        new(ReplyKind.Failed, EnrolmentProblem.BadAnswer, Cut(what)) { RetryAfter = fetched.RetryAfter };

    /// <summary>Null unless the body is an object with that text.</summary>
    private static string? Text(byte[] body, string member)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The manager's own words, on one line.</summary>
    private static string Plain(byte[] body) =>
        Cut(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, EnrolmentLimits.StateBytes))));

    private static string Cut(string text) => OneLine.Of(text, EnrolmentLimits.DetailCharacters);
}
