using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Input;

namespace LinuxPatchApi.Api.Sockets;

/// <summary>What a client may request on the job socket.</summary>
internal enum ClientAction
{
    /// <summary>Subscribe to a job; without one, to all.</summary>
    Subscribe,

    /// <summary>Unsubscribe from a job; without one, from all.</summary>
    Unsubscribe,

    /// <summary>Answered with a pong.</summary>
    Ping,
}

/// <summary>A parsed text message of a client.</summary>
/// <param name="JobId">Null when no job is named.</param>
internal readonly record struct ClientFrame(ClientAction Action, Guid? JobId)
{
    private const string ActionMember = "action";
    private const string TypeMember = "type";
    private const string JobMember = "job_id";

    private const string NoMessage = "a message is a JSON object with action subscribe, unsubscribe or ping, and a job_id or none";

    /// <summary>Valid messages do not nest.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    private static readonly string[] Members = [ActionMember, TypeMember, JobMember];

    private static readonly string[] Words = ["subscribe", "subscribe_all", "unsubscribe", "ping"];

    /// <summary>
    /// Parses a message; accepts both <c>action</c> and <c>type</c>. A member that is not read is refused: with <c>job_id</c> mistyped, a
    /// subscription would mean all jobs, and the client would take another job's end for that of its own. Pure.
    /// </summary>
    /// <returns>Exactly one of the two; the failure names the member and the rule that it breaks.</returns>
    public static (ClientFrame? Frame, string? Failure) Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? Read(root) : (null, NoMessage);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException comes from an escaped half of a surrogate pair: valid JSON, but not a valid string when it is read.
            return (null, NoMessage);
        }
    }

    private static (ClientFrame? Frame, string? Failure) Read(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (!Members.Contains(member.Name, StringComparer.Ordinal))
            {
                return Refuse(member.Name, UnknownName.Rule(member.Name, Members));
            }

            if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                return Refuse(member.Name, "must be a text");
            }
        }

        var (action, type, text) = (TextOf(root, ActionMember), TextOf(root, TypeMember), TextOf(root, JobMember));
        if (action.Length > 0 && type.Length > 0 && action != type)
        {
            return Refuse(TypeMember, $"is another spelling of {ActionMember}; give one of them");
        }

        Guid? job = Guid.TryParseExact(text, "D", out var id) ? id : null;
        var (name, word) = type.Length > 0 && action.Length == 0 ? (TypeMember, type) : (ActionMember, action);
        return text.Length > 0 && job is null ? Refuse(JobMember, "must be the id of a job, a UUID")
            : text.Length > 0 && word is ("subscribe_all" or "ping") ? Refuse(JobMember, $"is not taken by {word}")
            : word switch
            {
                "subscribe" => (new ClientFrame(ClientAction.Subscribe, job), null),
                "subscribe_all" => (new ClientFrame(ClientAction.Subscribe, null), null),
                "unsubscribe" => (new ClientFrame(ClientAction.Unsubscribe, job), null),
                "ping" => (new ClientFrame(ClientAction.Ping, null), null),
                _ => Refuse(name, UnknownName.Choice(word, Words)),
            };
    }

    private static (ClientFrame? Frame, string? Failure) Refuse(string member, string rule) =>
        (null, new InputFailure(ApiReason.InvalidRequest, member, rule).Text);

    /// <summary>Absent and null count as empty.</summary>
    private static string TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.GetString() is { } text ? text : "";
}
