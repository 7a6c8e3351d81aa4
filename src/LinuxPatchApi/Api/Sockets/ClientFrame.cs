using System.Text.Json;

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
    /// <summary>Valid messages do not nest.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>
    /// Parses a message. Null when it is invalid. Accepts both <c>action</c> and <c>type</c>, and ignores other members. Pure.
    /// </summary>
    public static ClientFrame? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? Read(root) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException comes from an escaped half of a surrogate pair: valid JSON, but not a valid string when it is read.
            return null;
        }
    }

    private static ClientFrame? Read(JsonElement root)
    {
        if (!TryText(root, "action", out var action) || !TryText(root, "type", out var type) || !TryText(root, "job_id", out var text))
        {
            return null;
        }

        Guid? job = Guid.TryParseExact(text, "D", out var id) ? id : null;
        if ((job is null && text.Length > 0) || (action.Length > 0 && type.Length > 0 && action != type))
        {
            return null;
        }

        return (action.Length > 0 ? action : type) switch
        {
            "subscribe" => new ClientFrame(ClientAction.Subscribe, job),
            "subscribe_all" => new ClientFrame(ClientAction.Subscribe, null),
            "unsubscribe" => new ClientFrame(ClientAction.Unsubscribe, job),
            "ping" => new ClientFrame(ClientAction.Ping, null),
            _ => null,
        };
    }

    /// <summary>False when the member is present and not a string. Absent and null count as empty.</summary>
    private static bool TryText(JsonElement root, string name, out string value)
    {
        value = "";
        if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (member.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        value = member.GetString()!;
        return true;
    }
}
