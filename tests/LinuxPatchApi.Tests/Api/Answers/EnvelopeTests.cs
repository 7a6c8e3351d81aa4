using System.Buffers;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Messages;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Answers;

public sealed class EnvelopeTests : IDisposable
{
    private static readonly string[] Keys = ["success", "request_id", "timestamp", "data", "error"];
    private static readonly Guid Id = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");
    private readonly Envelope _envelope = new(new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 120, TimeSpan.FromHours(2))));
    private readonly SegmentedBuffer _body = new();
    private readonly HttpResponse _response;

    public EnvelopeTests() => _response = new HttpResponse(null!, _body);

    public void Dispose() => _body.Dispose();

    [Fact]
    public void Success_has_exactly_five_keys_with_nulls_written_out()
    {
        _envelope.Write(ApiAnswer.Ok(new DoctorReport("ok", [new("bus", "ok", "seen", null, null)]), ApiJson.Write), Id,
            _response);
        var json = Body();
        Assert.Equal(Keys, json.EnumerateObject().Select(p => p.Name));
        Assert.True(json.GetProperty("success").GetBoolean());
        Assert.Equal(Id.ToString(), json.GetProperty("request_id").GetString());
        Assert.Equal("2026-03-01T10:00:00.120Z", json.GetProperty("timestamp").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("error").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("data").GetProperty("checks")[0].GetProperty("remedy").ValueKind);
        Assert.Equal((200, "application/json", "no-store"),
            (_response.StatusCode, _response.GetHeader("Content-Type"), _response.GetHeader("Cache-Control")));
    }

    [Fact]
    public void Prepared_data_is_answered_byte_for_byte_like_other_data()
    {
        var report = new DoctorReport("ok", [new("bus", "ok", "\"seen\" \u00e9", null, null)]);
        _envelope.Write(ApiAnswer.Ok(report, ApiJson.Write), Id, _response);
        var now = Text();
        using var body = new SegmentedBuffer();
        var response = new HttpResponse(null!, body);
        _envelope.Write(ApiAnswer.Prepare(report, ApiJson.Write), Id, response);
        Assert.Equal(now, Encoding.UTF8.GetString(body.PieceAt(0).Span));
        Assert.Equal(
            (_response.StatusCode, _response.GetHeader("Content-Type"), _response.GetHeader("Cache-Control")),
            (response.StatusCode, response.GetHeader("Content-Type"), response.GetHeader("Cache-Control")));
    }

    [Fact]
    public void Answer_with_a_tag_may_be_cached_and_must_be_revalidated()
    {
        var answer = ApiAnswer.Ok(new DoctorReport("ok", []), ApiJson.Write) with { EntityTag = "W/\"a\"" };
        _envelope.Write(answer, Id, _response);
        Assert.Equal(
            (200, "W/\"a\"", "private, no-cache"),
            (_response.StatusCode, _response.GetHeader("ETag"), _response.GetHeader("Cache-Control")));
    }

    [Fact]
    public void Not_modified_has_the_tag_and_no_body()
    {
        _envelope.Write(new ApiAnswer.NotModified("W/\"a\""), Id, _response);
        Assert.Equal(
            (304, "W/\"a\"", "private, no-cache", null, 0),
            (_response.StatusCode, _response.GetHeader("ETag"), _response.GetHeader("Cache-Control"), _response.GetHeader("Content-Type"),
                _body.Length));
    }

    [Fact]
    public void Error_has_exactly_five_keys_and_four_of_its_own()
    {
        _envelope.Write(ApiAnswer.RefuseField(ApiReason.InvalidRequest, "x\"y", "say \"why\"\n"), Id, _response);
        var json = Body();
        Assert.Equal(Keys, json.EnumerateObject().Select(p => p.Name));
        var error = json.GetProperty("error");
        Assert.Equal(["code", "message", "details", "retryable"], error.EnumerateObject().Select(p => p.Name));
        Assert.Equal("x\"y", error.GetProperty("details").GetProperty("field").GetString());
        Assert.Equal((JsonValueKind.Null, false), (json.GetProperty("data").ValueKind, error.GetProperty("retryable").GetBoolean()));
        Assert.Equal(400, _response.StatusCode);
        Assert.Null(_response.GetHeader("Retry-After"));
    }

    [Fact]
    public void Retry_after_comes_from_the_table_or_the_answer()
    {
        _envelope.Write(ApiAnswer.Refuse(ApiReason.QueueFull, "full"), Id, _response);
        Assert.Equal((429, "30"), (_response.StatusCode, _response.GetHeader("Retry-After")));
        _envelope.Write(new ApiAnswer.Error(ApiReason.RateLimited, "slow down", null) { RetryAfterSeconds = 3 }, Id, _response);
        Assert.Equal("3", _response.GetHeader("Retry-After"));
    }

    [Fact]
    public void Refusal_of_a_method_names_the_allowed_ones()
    {
        _envelope.Write(new ApiAnswer.Error(ApiReason.MethodNotAllowed, "no", null) { Allow = "GET, HEAD" }, Id, _response);
        Assert.Equal((405, "GET, HEAD"), (_response.StatusCode, _response.GetHeader("Allow")));
    }

    [Fact]
    public void Options_has_no_body()
    {
        _envelope.Write(new ApiAnswer.Options("GET"), Id, _response);
        Assert.Equal((204, "GET", 0L), (_response.StatusCode, _response.GetHeader("Allow"), _body.Length));
    }

    [Fact]
    public void Raw_document_is_not_wrapped()
    {
        _envelope.Write(new ApiAnswer.Raw("application/json", "{\"openapi\":\"3.1.0\"}"u8.ToArray()), Id, _response);
        Assert.Equal("3.1.0", Body().GetProperty("openapi").GetString());
    }

    [Fact]
    public void Fault_of_the_http_layer_has_the_same_envelope()
    {
        foreach (var reason in Enum.GetValues<HttpFaultReason>())
        {
            var body = new ArrayBufferWriter<byte>();
            _envelope.WriteFault(FaultTable.Describe(reason), Id, body);
            using var json = JsonDocument.Parse(body.WrittenMemory);
            Assert.Equal(Keys, json.RootElement.EnumerateObject().Select(p => p.Name));
            Assert.False(json.RootElement.GetProperty("success").GetBoolean());
            Assert.NotEqual("", json.RootElement.GetProperty("error").GetProperty("message").GetString());
        }
    }

    [Fact]
    public void Version_with_a_plus_sign_stays_readable()
    {
        _envelope.Write(ApiAnswer.Refuse(ApiReason.PackageNotFound, "web 1.0+deb12u1"), Id, _response);
        Assert.Contains("1.0+deb12u1", Text(), StringComparison.Ordinal);
    }

    private JsonElement Body() => JsonDocument.Parse(Text()).RootElement;

    private string Text() =>
        string.Concat(Enumerable.Range(0, _body.PieceCount).Select(i => Encoding.UTF8.GetString(_body.PieceAt(i).Span)));
}
