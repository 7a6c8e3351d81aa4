using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Parsing;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Parsing;

public sealed class HeaderCollectionTests
{
    [Fact]
    public void Fields_are_found_without_regard_to_case_and_repeated_lines_are_joined()
    {
        var parser = Parse("GET / HTTP/1.1\r\nHost: a\r\nAccept: x\r\nX-Key:  v \r\naccept: y\r\n\r\n");
        var headers = parser.Head.Headers;
        Assert.Equal(4, headers.Count);
        Assert.Equal("x, y", headers.Get("ACCEPT"));
        Assert.Equal("v", headers.Get("x-key"));
        Assert.Null(headers.Get("X-Ke"));
        Assert.Equal((2, 0), (headers.CountOf("Accept"), headers.CountOf("Cookie")));
        Assert.Equal(("X-Key", "v"), (headers.NameAt(2), headers.ValueAt(2)));
    }

    [Fact]
    public void Nothing_of_a_request_is_left_after_the_exchange()
    {
        var parser = Parse("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: secret\r\n\r\n");
        var headers = parser.Head.Headers;
        parser.Reset();
        Assert.Equal(0, headers.Count);
        Assert.Null(headers.Get("Authorization"));
    }

    private static HeadParser Parse(string request)
    {
        var parser = new HeadParser(new HttpLimits());
        Assert.Equal(HeadStatus.Complete, parser.Parse(Segments.Of([System.Text.Encoding.Latin1.GetBytes(request)]), out _, out _));
        return parser;
    }
}
