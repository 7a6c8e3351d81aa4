using System.Text.Json;

namespace LinuxPatchApi.Api.Sockets;

/// <summary>What a client may ask on the job socket.</summary>
internal enum ClientAction
{
    /// <summary>With a job: hear it; without: hear all.</summary>
    Subscribe,

    /// <summary>With a job: hear it no more; without: hear nothing.</summary>
    Unsubscribe,

    /// <summary>Is anybody there?</summary>
    Ping,
}

/// <summary>A text message of a client, understood.</summary>
/// <param name="JobId">Null: no job was named.</param>
internal readonly record struct ClientFrame(ClientAction Action, Guid? JobId)
{
    /// <summary>No frame of ours nests.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Null when it is none of ours. Both spellings, <c>action</c> and <c>type</c>; other members are ignored. Pure.</summary>
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
            // The second: a name or a text with half a surrogate pair, escaped. Valid JSON, no text; thrown by whoever compares it.
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

    /// <summary>False when the member is there and no string. Absent, null and empty are the same.</summary>
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
