using System.Text.Json;
using System.Text.Unicode;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Http;

namespace LinuxPatchApi.Api.Input;

/// <summary>Reads a request body as a JSON object.</summary>
internal static class JsonBody
{
    /// <summary>Origin: contract section 3.</summary>
    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>
    /// Returns the object, or the failure; both are null when the body could not be read, which the HTTP layer answers.
    /// </summary>
    /// <param name="required">When false, an absent body is an empty object.</param>
    public static async ValueTask<(BodyObject? Body, ApiAnswer? Failure)> ReadAsync(
        HttpRequest request, bool required, CancellationToken cancellationToken)
    {
        var read = await request.ReadBodyAsync(cancellationToken);
        if (!read.IsComplete)
        {
            return (null, null);
        }

        if (read.Bytes.IsEmpty)
        {
            return required ? (null, Invalid("the body is empty; a JSON object is needed")) : (BodyObject.Empty(), null);
        }

        return Parse(read.Bytes);
    }

    /// <summary>Pure.</summary>
    public static (BodyObject? Body, ApiAnswer? Failure) Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (!IsUnicode(bytes.Span))
            {
                return (null, Invalid("the body is not UTF-8, or escapes half a surrogate pair"));
            }

            // Not JsonDocument: its tables are as large as the text and stay in the array pool.
            var root = JsonElement.Parse(bytes.Span, Options);
            return root.ValueKind == JsonValueKind.Object
                ? (new BodyObject(root, ""), null)
                : (null, Invalid("the body must be a JSON object"));
        }
        catch (JsonException e)
        {
            return (null, Invalid(
                $"the body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}), has a member twice, "
                + $"or is nested deeper than {MaxDepth}"));
        }
    }

    /// <summary>
    /// False for invalid UTF-8 and for half a surrogate pair, which the parser accepts but throws on when the text is read.
    /// </summary>
    private static bool IsUnicode(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static ApiAnswer Invalid(string message) => ApiAnswer.RefuseField(ApiReason.InvalidRequest, "body", message);
}
