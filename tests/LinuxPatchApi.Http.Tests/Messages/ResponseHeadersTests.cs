using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Http.Tests.Messages;

public sealed class ResponseHeadersTests
{
    [Fact]
    public void Setting_again_replaces_without_regard_to_case()
    {
        var headers = new ResponseHeaders();
        headers.Set("X-A", "1");
        headers.Set("x-a", "2");
        Assert.Equal("2", headers.Get("X-A"));
        Assert.Equal(1, headers.Fields.Length);
        Assert.Null(headers.Get("X-B"));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("X A", "x")]
    [InlineData("X:", "x")]
    [InlineData("X", "a\r\nSet-Cookie: b")]
    [InlineData("X", "a\nb")]
    [InlineData("X", "a\0b")]
    [InlineData("X", "ä")]
    [InlineData("content-length", "1")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Connection", "close")]
    [InlineData("X-Request-Id", "1")]
    public void Response_splitting_and_the_servers_own_fields_are_refused(string name, string value) =>
        Assert.Throws<ArgumentException>(() => new ResponseHeaders().Set(name, value));
}
