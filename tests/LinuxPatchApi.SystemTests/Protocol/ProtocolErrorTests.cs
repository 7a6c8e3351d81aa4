using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>Every error of the HTTP layer carries the envelope.</summary>
public sealed class ProtocolErrorTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Theory]
    [InlineData("/api/v2/health")]
    [InlineData("/api/v1/packages/a/b")]
    [InlineData("/API/V1/health")]
    public async Task An_unknown_path_is_not_found(string path) => (await host.Client.GetAsync(path)).Expect(404, "NOT_FOUND");

    [Theory]
    [InlineData("POST", "/health", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/api/v1/patches", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/api/v1/patches/apply", "OPTIONS, POST")]
    [InlineData("PATCH", "/api/v1/packages/x", "DELETE, GET, HEAD, OPTIONS, PUT")]
    [InlineData("GET", "/api/v1/system/reboot", "DELETE, OPTIONS, POST")]
    [InlineData("PUT", "/api/v1/jobs/x", "DELETE, GET, HEAD, OPTIONS")]
    public async Task A_wrong_method_is_told_the_right_ones(string method, string path, string allowed)
    {
        var answer = (await host.Client.SendAsync(method, path)).Expect(405, "METHOD_NOT_ALLOWED");
        Assert.Equal(
            allowed, string.Join(", ", answer.Headers["Allow"].Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_head_request_has_the_headers_of_a_get_and_no_body()
    {
        var get = await host.Client.GetAsync("/health");
        var head = (await host.Client.SendAsync("HEAD", "/health")).Expect(200);
        Assert.Equal("", head.Text);
        Assert.Equal(get.Headers["Content-Type"], head.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Options_names_the_methods()
    {
        var answer = await host.Client.SendAsync("OPTIONS", "/api/v1/packages");
        Assert.InRange(answer.Status, 200, 204);
        Assert.Contains("POST", answer.Headers["Allow"]);
    }

    [Theory]
    [InlineData("GET /health HTTP/1.1\r\n\r\n", 400, "INVALID_REQUEST")]
    [InlineData("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "INVALID_REQUEST")]
    [InlineData("GET /health HTTP/1.1\r\nHost : a\r\n\r\n", 400, "INVALID_REQUEST")]
    [InlineData("GET /health HTTP/1.1\nHost: a\n\n", 400, "INVALID_REQUEST")]
    [InlineData("GET /health HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n", 400, "INVALID_REQUEST")]
    [InlineData(
        "POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 400, "INVALID_REQUEST")]
    [InlineData("POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400, "INVALID_REQUEST")]
    [InlineData("POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Length: -2\r\n\r\n{}", 400, "INVALID_REQUEST")]
    [InlineData(
        "POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: "
            + "chunked\r\n\r\n2;x\n{}\r\n0\r\n\r\n", 400, "INVALID_REQUEST")]
    [InlineData("POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n{", 413,
        "PAYLOAD_TOO_LARGE")]
    [InlineData("POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415,
        "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n{}", 417, "EXPECTATION_FAILED")]
    [InlineData("BREW /health HTTP/1.1\r\nHost: a\r\n\r\n", 501, "NOT_IMPLEMENTED")]
    [InlineData("POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "NOT_IMPLEMENTED")]
    [InlineData("GET /health HTTP/2.0\r\nHost: a\r\n\r\n", 505, "HTTP_VERSION_NOT_SUPPORTED")]
    public async Task A_request_that_breaks_the_protocol_is_told_so_in_the_envelope(string request, int status, string code) =>
        (await RawClient.SendAsync(host.Client, request)).Expect(status, code);

    [Fact]
    public async Task A_target_that_is_too_long_is_414() =>
        (await RawClient.SendAsync(host.Client, $"GET /{new string('a', 8001)} HTTP/1.1\r\nHost: a\r\n\r\n")).Expect(414, "URI_TOO_LONG");

    [Fact]
    public async Task Too_many_headers_are_431() =>
        (await RawClient.SendAsync(
            host.Client, $"GET /health HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 101))}\r\n"))
            .Expect(431, "HEADERS_TOO_LARGE");

    [Fact]
    public async Task A_body_nested_too_deep_is_refused()
    {
        var deep = $$"""{"packages":{{new string('[', 40)}}{{new string(']', 40)}}}""";
        (await host.Client.PostAsync("/api/v1/packages", deep)).Expect(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task A_chunked_body_is_understood()
    {
        const string body = """{"packages":[{"name":"sample-new"}],"dry_run":true}""";
        var request = $"POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"5\r\n{body[..5]}\r\n{body.Length - 5:x}\r\n{body[5..]}\r\n0\r\n\r\n";
        Assert.Equal(["sample-new"], (await RawClient.SendAsync(host.Client, request)).Expect(200).Data.Items("install").Names());
    }

    [Theory]
    [InlineData("%2e%2e")]
    [InlineData("..")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("a%00b")]
    [InlineData("a%20b")]
    [InlineData("-x")]
    public async Task A_traversal_or_a_wrong_service_name_is_an_invalid_service_name(string name) =>
        (await RawClient.SendAsync(host.Client, $"GET /api/v1/system/services/{name} HTTP/1.1\r\nHost: a\r\n\r\n"))
            .Expect(400, "INVALID_SERVICE_NAME");

    [Fact]
    public async Task The_request_id_of_an_answer_is_in_the_audit_log()
    {
        var answer = (await host.Client.DeleteAsync("/api/v1/packages/_x")).Expect(400, "VALIDATION_ERROR");
        var id = answer.Headers["X-Request-Id"];
        await Eventually.AsWantedAsync(
            "the audit line",
            async () => (await host.Sandbox.TryShAsync("cat /var/log/linux_patch_api/audit.log")).Output,
            log => log.Contains(id, StringComparison.Ordinal) && log.Contains("VALIDATION_ERROR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_openapi_document_names_every_route()
    {
        var document = (await host.Client.GetAsync("/api/v1/openapi.json")).Expect(200).Body;
        Assert.StartsWith("3.1", document.Text("openapi"));
        Assert.Contains("/api/v1/patches/apply", document.At("paths").EnumerateObject().Select(p => p.Name));
    }
}
