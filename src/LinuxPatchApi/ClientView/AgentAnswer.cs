using System.Text.Json;

namespace LinuxPatchApi.ClientView;

/// <summary>One answer of an agent, or why there is none.</summary>
/// <param name="Raw">As it came; empty without an answer.</param>
/// <param name="Failure">Null when the agent answered with success.</param>
internal sealed record AgentAnswer(byte[] Raw, JsonElement Data, AgentFailure? Failure)
{
    private static readonly JsonElement None = JsonDocument.Parse("{}").RootElement;

    public static AgentAnswer Fail(FailureKind kind, string text) => new([], None, new AgentFailure(kind, "", text, null));

    /// <summary>Reads the envelope. Pure.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="retryAfter">Seconds of the Retry-After field; null without one.</param>
    public static AgentAnswer Read(int status, byte[] body, int? retryAfter)
    {
        try
        {
            // Not disposed of: the element lives as long as the answer.
            var root = JsonDocument.Parse(body).RootElement;
            if (root.Flag("success") && root.Object("data") is { } data)
            {
                return new AgentAnswer(body, data, null);
            }
            if (root.Object("error") is { } error)
            {
                var code = error.Text("code") ?? "";
                var kind = status is 401 or 403 ? FailureKind.NotAllowed
                    : error.Flag("retryable") ? FailureKind.Later
                    : FailureKind.Refused;
                return new AgentAnswer(body, error, new AgentFailure(kind, code, error.Text("message") ?? "",
                    (int?)error.Object("details")?.Number("retry_after_seconds") ?? retryAfter)
                {
                    Reasons = error.Object("details")?.Texts("reasons") ?? [],
                });
            }
        }
        catch (JsonException)
        {
            // Reported below.
        }
        return new AgentAnswer(
            body, None, new AgentFailure(FailureKind.NotUnderstood, "", $"the answer (status {status}) is not an agent's", null));
    }
}

/// <summary>Why there is no result.</summary>
/// <param name="Code">The agent's word; empty when it did not answer.</param>
/// <param name="RetryAfter">Seconds that the agent asks to wait.</param>
internal sealed record AgentFailure(FailureKind Kind, string Code, string Text, int? RetryAfter)
{
    /// <summary>What the agent gives as reasons beside the text; mostly empty.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The failure, and beneath it its first reasons, each on a line.</summary>
    /// <param name="more">Added to the first line.</param>
    public IReadOnlyList<string> Lines(string more)
    {
        List<string> lines = [this + more];
        foreach (var reason in Reasons.Take(ClientLimits.MaxReasons))
        {
            lines.Add($"  {reason}");
        }
        if (Reasons.Count > ClientLimits.MaxReasons)
        {
            lines.Add($"  and {Reasons.Count - ClientLimits.MaxReasons} more");
        }
        return lines;
    }

    public override string ToString() => (Code.Length == 0 ? Text : $"{Code}: {Text}")
        + (Kind == FailureKind.Later && RetryAfter is > 0 and var seconds ? $"; again in {seconds} s" : "");
}

/// <summary>What kind of failure it is; each has its exit code.</summary>
internal enum FailureKind
{
    /// <summary>Nothing listens there, or it does not answer.</summary>
    NotReached,

    /// <summary>One of the two does not accept the other's certificate.</summary>
    NotTrusted,

    /// <summary>The certificate has not the role.</summary>
    NotAllowed,

    /// <summary>The request cannot be done as things are.</summary>
    Refused,

    /// <summary>The same may succeed later.</summary>
    Later,

    /// <summary>What answered is no agent.</summary>
    NotUnderstood,
}
