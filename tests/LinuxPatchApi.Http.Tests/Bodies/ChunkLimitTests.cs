using System.Text;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Bodies;

public sealed class ChunkLimitTests
{
    private const string Head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static readonly HttpLimits Small = new()
    {
        BodyBytes = 10,
        ChunkSizeDigits = 3,
        ChunkExtensionBytes = 8,
        ChunkFramingBytes = 40,
        TrailerCount = 2,
        TrailerBytes = 20,
    };

    [Theory]
    [InlineData("00A\r\n0123456789\r\n0\r\n\r\n", "POST / body=0123456789")]
    [InlineData("00B\r\n0123456789a\r\n0\r\n\r\n", "fault BodyTooLarge")]
    [InlineData("5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n", "POST / body=0123456789")]
    [InlineData("5\r\n01234\r\n6\r\n56789a\r\n0\r\n\r\n", "fault BodyTooLarge")]
    public void Body_at_the_limit_is_read_and_one_above_is_413(string body, string expected) => AssertVerdict(body, expected);

    [Theory]
    [InlineData("001\r\nx\r\n0\r\n\r\n", "POST / body=x")]
    [InlineData("0001\r\nx\r\n0\r\n\r\n", "fault MalformedChunk")]
    public void Size_digits_at_the_limit_are_read_and_one_above_is_400(string body, string expected) => AssertVerdict(body, expected);

    [Theory]
    [InlineData("1;abcdefg\r\nx\r\n0\r\n\r\n", "POST / body=x")]
    [InlineData("1;abcdefgh\r\nx\r\n0\r\n\r\n", "fault MalformedChunk")]
    [InlineData("1;abcdefghijklmnopqrstuvw", "fault MalformedChunk")]
    public void Extension_at_the_limit_is_read_and_one_above_is_400(string body, string expected) => AssertVerdict(body, expected);

    [Fact]
    public void Framing_bytes_at_the_limit_are_read_and_above_is_400()
    {
        // Each chunk: "1\r\n" and "\r\n" are 5 bytes of framing; the last size line has 3.
        var seven = string.Concat(Enumerable.Repeat("1\r\nx\r\n", 7)) + "0\r\n\r\n";
        AssertVerdict(seven, "POST / body=xxxxxxx");
        var eight = string.Concat(Enumerable.Repeat("1\r\nx\r\n", 8)) + "0\r\n\r\n";
        AssertVerdict(eight, "fault MalformedChunk");
    }

    [Theory]
    [InlineData("0\r\nA: 1\r\nB: 2\r\n\r\n", "POST / body=")]
    [InlineData("0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", "fault HeadersTooLarge")]
    [InlineData("0\r\nA: 345678901234567\r\n\r\n", "POST / body=")]
    [InlineData("0\r\nA: 3456789012345678\r\n\r\n", "fault HeadersTooLarge")]
    [InlineData("0\r\nA: 345678901234567890123", "fault HeadersTooLarge")]
    public void Trailers_at_the_limits_are_dropped_and_one_above_is_431(string body, string expected) => AssertVerdict(body, expected);

    [Fact]
    public void Announced_length_at_the_limit_is_read_and_one_above_is_413()
    {
        Assert.Equal(["POST / body=0123456789"], Read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"));
        Assert.Equal(["fault BodyTooLarge"], Read("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"));
    }

    private static void AssertVerdict(string body, string expected)
    {
        var bytes = Encoding.Latin1.GetBytes(Head + body);
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            Assert.Equal(expected, Assert.Single(PureReader.Read(Small, bytes[..cut], bytes[cut..])));
        }
    }

    private static IReadOnlyList<string> Read(string request) => PureReader.Read(Small, Encoding.Latin1.GetBytes(request));
}
