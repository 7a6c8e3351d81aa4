using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Api.Input;

/// <summary>Reads a request body as a JSON object.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonText.MaxDepth, AllowDuplicateProperties = false };

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
        if (JsonText.Fault(bytes.Span) is { } fault)
        {
            return (null, Invalid(fault));
        }

        try
        {
            // Not JsonDocument: its tables are as large as the text and stay in the array pool.
            var root = JsonElement.Parse(bytes.Span, Options);
            return root.ValueKind == JsonValueKind.Object
                ? (new BodyObject(root, ""), null)
                : (null, Invalid("the body must be a JSON object"));
        }
        catch (JsonException)
        {
            return (null, Invalid(JsonText.Duplicate(bytes.Span) ?? "the body is not valid JSON"));
        }
    }

    private static ApiAnswer Invalid(string message) => ApiAnswer.RefuseField(ApiReason.InvalidRequest, "body", message);
}
