using System.Text.Json;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Api.Input;

/// <summary>Whether a change only asks for its plan. Anything that is not clearly so counts as a change. Pure.</summary>
internal static class DryRuns
{
    private const string Name = "dry_run";

    public static bool IsAsked(QueryString query) => query.CountOf(Name) == 1 && query.Get(Name) is "true" or "1";

    /// <summary>A member of the outermost object, given once.</summary>
    public static bool IsAsked(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var isAsked = false;
        var count = 0;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(Name);
                reader.Read();
                if (isIt)
                {
                    count++;
                    isAsked = reader.TokenType == JsonTokenType.True;
                }

                reader.Skip();
            }

            return isAsked && count == 1;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
