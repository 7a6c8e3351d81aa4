using System.Text.Json;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Api.Input;

/// <summary>Decides whether a change requests only its plan. In doubt it counts as a change. Pure.</summary>
internal static class DryRuns
{
    private const string Name = "dry_run";

    public static bool IsRequested(QueryString query) => query.CountOf(Name) == 1 && query.Get(Name) is "true" or "1";

    /// <summary>True when the outermost object has the member exactly once, with the value true.</summary>
    public static bool IsRequested(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var isRequested = false;
        var count = 0;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isDryRun = reader.ValueTextEquals(Name);
                reader.Read();
                if (isDryRun)
                {
                    count++;
                    isRequested = reader.TokenType == JsonTokenType.True;
                }

                reader.Skip();
            }

            return isRequested && count == 1;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
