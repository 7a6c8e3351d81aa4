using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Answers;

/// <summary>The envelope of every answer with a body (contract section 2).</summary>
internal sealed class Envelope(TimeProvider time)
{
    public const string Json = "application/json";

    /// <summary>
    /// Bytes gathered before they are sent. Origin: two full TLS records; shorter answers are sent at once, with their length.
    /// </summary>
    private const int PieceBytes = 32 * 1024;

    /// <summary>Characters of a UUID with its hyphens.</summary>
    private const int IdBytes = 36;

    /// <summary>Fills the response. Sends a long one while it is written, and abandons it when the client does not read.</summary>
    public ValueTask WriteAsync(ApiAnswer answer, Guid requestId, HttpResponse response, CancellationToken cancellationToken)
    {
        if (answer is ApiAnswer.Long document)
        {
            return WriteAsync(document, requestId, response, cancellationToken);
        }

        Write(answer, requestId, response);
        return default;
    }

    private async ValueTask WriteAsync(ApiAnswer.Long document, Guid requestId, HttpResponse response, CancellationToken cancellationToken)
    {
        using var hold = document.Hold;
        SetCaching(response, document.EntityTag);
        response.SetHeader("Content-Type", Json);
        using var writer = new Utf8JsonWriter(response.Body, ApiJson.WriterOptions);
        Begin(writer, requestId, success: true);
        writer.WritePropertyName("data"u8);
        var sent = 0L;
        foreach (var _ in document.Write(writer))
        {
            if (writer.BytesCommitted + writer.BytesPending - sent < PieceBytes)
            {
                continue;
            }

            writer.Flush();
            sent = writer.BytesCommitted;
            if (!await response.FlushAsync(cancellationToken))
            {
                return;
            }
        }

        writer.WriteNull("error"u8);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Fills the response with an answer that fits into memory.</summary>
    public void Write(ApiAnswer answer, Guid requestId, HttpResponse response)
    {
        SetCaching(
            response,
            (answer as ApiAnswer.Data)?.EntityTag ?? (answer as ApiAnswer.NotModified)?.EntityTag ?? (answer as ApiAnswer.Raw)?.EntityTag);
        switch (answer)
        {
            case ApiAnswer.Data data:
                response.StatusCode = data.Status;
                response.SetHeader("Content-Type", Json);
                Write(response.Body, requestId, data.Write, null);
                break;
            case ApiAnswer.Prepared prepared:
                response.SetHeader("Content-Type", Json);
                Write(response.Body, requestId, prepared.Json.Span);
                break;
            case ApiAnswer.Raw raw:
                response.SetHeader("Content-Type", raw.ContentType);
                response.Body.Write(raw.Body.Span);
                break;
            case ApiAnswer.Empty:
                response.StatusCode = 204;
                break;
            case ApiAnswer.NotModified:
                response.StatusCode = 304;
                break;
            case ApiAnswer.Options options:
                response.StatusCode = 204;
                response.SetHeader("Allow", options.Allow);
                break;
            case ApiAnswer.Error error:
                WriteError(error, requestId, response);
                break;
        }
    }

    /// <summary>Writes the body of an error that the HTTP layer answers itself.</summary>
    public void WriteFault(HttpFault fault, Guid requestId, IBufferWriter<byte> body) => Write(
        body,
        requestId,
        null,
        writer => WriteErrorObject(writer, FaultCodes.Of(fault), fault.Message, null, FaultCodes.IsRetryable(fault.StatusCode)));

    /// <summary>Clients may cache an answer with a tag but must revalidate it each time, and may not cache any other.</summary>
    private static void SetCaching(HttpResponse response, string? entityTag)
    {
        response.SetHeader("Cache-Control", entityTag is null ? "no-store" : "private, no-cache");
        if (entityTag is not null)
        {
            response.SetHeader("ETag", entityTag);
        }
    }

    private void WriteError(ApiAnswer.Error error, Guid requestId, HttpResponse response)
    {
        var entry = ApiReasonTable.Of(error.Reason);
        response.StatusCode = entry.Status;
        response.SetHeader("Content-Type", Json);
        if ((error.RetryAfterSeconds ?? entry.RetryAfterSeconds) is { } seconds)
        {
            response.SetHeader("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        }

        if (error.Allow is { } allow)
        {
            response.SetHeader("Allow", allow);
        }

        Write(
            response.Body, requestId, null, writer => WriteErrorObject(writer, entry.Code, error.Message, error.Details, entry.Retryable));
    }

    private void Write(IBufferWriter<byte> body, Guid requestId, Action<Utf8JsonWriter>? data, Action<Utf8JsonWriter>? error)
    {
        using var writer = new Utf8JsonWriter(body, ApiJson.WriterOptions);
        Begin(writer, requestId, error is null);
        WriteOrNull(writer, "data"u8, data);
        WriteOrNull(writer, "error"u8, error);
        writer.WriteEndObject();
    }

    /// <summary>Writes prepared data without a JSON writer, which would be a third of the cost of a small answer.</summary>
    private void Write(IBufferWriter<byte> body, Guid requestId, ReadOnlySpan<byte> data)
    {
        body.Write("{\"success\":true,\"request_id\":\""u8);
        Utf8Formatter.TryFormat(requestId, body.GetSpan(IdBytes), out var length);
        body.Advance(length);
        body.Write("\",\"timestamp\":\""u8);
        body.Advance(UtcTime.Format(time.GetUtcNow(), body.GetSpan(UtcTime.Bytes)));
        body.Write("\",\"data\":"u8);
        body.Write(data);
        body.Write(",\"error\":null}"u8);
    }

    private void Begin(Utf8JsonWriter writer, Guid requestId, bool success)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success"u8, success);
        writer.WriteString("request_id"u8, requestId);
        writer.WriteString("timestamp"u8, UtcTime.Format(time.GetUtcNow()));
    }

    private static void WriteOrNull(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Action<Utf8JsonWriter>? value)
    {
        writer.WritePropertyName(name);
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value(writer);
        }
    }

    private static void WriteErrorObject(
        Utf8JsonWriter writer, string code, string message, Action<Utf8JsonWriter>? details, bool retryable)
    {
        writer.WriteStartObject();
        writer.WriteString("code"u8, code);
        writer.WriteString("message"u8, message);
        WriteOrNull(writer, "details"u8, details);
        writer.WriteBoolean("retryable"u8, retryable);
        writer.WriteEndObject();
    }
}
