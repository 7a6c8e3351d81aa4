using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>One answer of the agent. Every JSON answer but the OpenAPI document is held to the envelope (contract section 2).</summary>
internal sealed class Answer
{
    private Answer(int status, IReadOnlyDictionary<string, string> headers, string text)
    {
        (Status, Headers, Text) = (status, headers, text);
        Body = !text.StartsWith('{') ? default : JsonDocument.Parse(text).RootElement;
    }

    public int Status { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public string Text { get; }

    public JsonElement Body { get; }

    public JsonElement Data => Body.At("data");

    public JsonElement Error => Body.At("error");

    /// <summary>The error's code; null for a success.</summary>
    public string? Code => Error.ValueKind == JsonValueKind.Null ? null : Error.Text("code");

    /// <summary>The member or parameter that an error is about.</summary>
    public string? Field => Error.At("details").Text("field");

    /// <param name="ahead">How far the agent's clock is ahead of this machine's.</param>
    public static Answer Of(
        int status, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, bool enveloped = true, TimeSpan ahead = default)
    {
        var answer = new Answer(status, headers, Encoding.UTF8.GetString(body));
        if (enveloped && answer.Text.Length > 0)
        {
            answer.CheckEnvelope(TimeProvider.System.GetUtcNow() + ahead);
        }

        return answer;
    }

    /// <summary>This answer, if it has that status; the whole text in the message if not.</summary>
    public Answer Expect(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Text}");
        return this;
    }

    /// <summary>This answer, if it refuses with that status and code.</summary>
    public Answer Expect(int status, string code)
    {
        Expect(status);
        Assert.Equal(code, Code);
        return this;
    }

    public override string ToString() => $"{Status} {Text}";

    private void CheckEnvelope(DateTimeOffset now)
    {
        Assert.Equal("application/json", Headers["Content-Type"]);
        Assert.Equal(["success", "request_id", "timestamp", "data", "error"], Body.EnumerateObject().Select(m => m.Name));
        Assert.True(Guid.TryParseExact(Body.Text("request_id"), "D", out _), Text);
        Assert.Equal(Headers["X-Request-Id"], Body.Text("request_id"));
        var timestamp = Body.Text("timestamp")!;
        Assert.EndsWith("Z", timestamp);
        Assert.True(DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, out var at), timestamp);
        Assert.InRange(at, now.AddMinutes(-5), now.AddMinutes(5));
        Assert.Equal(Status < 400, Body.Flag("success"));
        if (Status < 400)
        {
            Assert.Equal(JsonValueKind.Object, Data.ValueKind);
            Assert.Equal(JsonValueKind.Null, Error.ValueKind);
            return;
        }

        Assert.Equal(JsonValueKind.Null, Data.ValueKind);
        Assert.Equal(["code", "message", "details", "retryable"], Error.EnumerateObject().Select(m => m.Name));
        Assert.NotEqual("", Error.Text("message"));
        Assert.True(Error.At("details").ValueKind is JsonValueKind.Null or JsonValueKind.Object, Text);
        _ = Error.Flag("retryable");
    }
}
