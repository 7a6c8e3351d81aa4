using System.Text.Json;

namespace LinuxPatchApi.Packages.Repositories.Fleet;

/// <summary>The manager's answer to a question for its repository. Not judged.</summary>
/// <param name="Key">The text of the key.</param>
internal sealed record FleetAnswer(string Distribution, string Source, string KeyringPath, string Key)
{
    /// <summary>Unknown members are left alone: the manager may learn to send more.</summary>
    /// <returns>Null with a clause when a member is missing.</returns>
    public static (FleetAnswer? Answer, string? Problem) Parse(byte[] content, string keyMember)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, "the answer is not a JSON object");
            }
            var texts = new string[4];
            string[] names = ["distro_id", "sources_config", "keyring_path", keyMember];
            for (var i = 0; i < names.Length; i++)
            {
                if (!root.TryGetProperty(names[i], out var value) || value.ValueKind != JsonValueKind.String)
                {
                    return (null, $"{names[i]} is missing or not a text");
                }
                texts[i] = value.GetString()!;
            }
            return (new FleetAnswer(texts[0], texts[1], texts[2], texts[3]), null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, "the answer is not JSON");
        }
    }
}
