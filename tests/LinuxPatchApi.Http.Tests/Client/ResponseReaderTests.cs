using System.Text;
using LinuxPatchApi.Http.Client;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Tests.Client;

public sealed class ResponseReaderTests
{
    private static readonly HttpLimits Limits = new() { BodyBytes = 64, HeaderBytes = 400, HeaderCount = 10 };

    public static TheoryData<string, FetchOutcome, string> Answers => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", FetchOutcome.Complete, "hello" },
        { "HTTP/1.1 200\r\ncontent-length:0\r\n\r\n", FetchOutcome.Complete, "" },
        { "HTTP/1.0 200 ok\r\nContent-type: text/plain\r\n\r\nhello", FetchOutcome.Complete, "hello" },
        { "HTTP/1.1 200 OK\r\nA: b\r\n\r\n", FetchOutcome.Complete, "" },
        {
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: v\r\n\r\n",
            FetchOutcome.Complete,
            "hello"
        },
        { "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 1\r\n\r\nx", FetchOutcome.Complete, "x" },
        { "HTTP/1.1 301 Moved\r\nLocation: https://x/\r\nContent-Length: 0\r\n\r\n", FetchOutcome.WrongStatus, "" },
        { "HTTP/1.1 204 No Content\r\n\r\n", FetchOutcome.WrongStatus, "" },
        { Interim(1) + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", FetchOutcome.Complete, "x" },
        { Interim(8) + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", FetchOutcome.Complete, "x" },
        { Interim(9) + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", FetchOutcome.WrongStatus, "" },
        { "HTTP/1.1 101 Switching Protocols\r\n\r\n", FetchOutcome.WrongStatus, "" },
        { "HTTP/1.1 500 x\r\nContent-Length: 900\r\n\r\n", FetchOutcome.WrongStatus, "" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n", FetchOutcome.TooLarge, "" },
        { "HTTP/1.1 200 OK\r\n\r\n" + new string('x', 65), FetchOutcome.TooLarge, "" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n", FetchOutcome.TooLarge, "" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", FetchOutcome.Truncated, "" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n", FetchOutcome.Truncated, "" },
        { "HTTP/1.1 200 OK\r\nContent-Le", FetchOutcome.Truncated, "" },
        { "", FetchOutcome.Truncated, "" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", FetchOutcome.Complete, "hello" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 05\r\n\r\nhello", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nName : x\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 O\u0001K\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 2000 OK\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 20 OK\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 099 OK\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/2 200 OK\r\n\r\n", FetchOutcome.Malformed, "" },
        { "\r\nHTTP/1.1 200 OK\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\nX: " + new string('x', 400) + "\r\n\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", 11)) + "\r\n", FetchOutcome.Malformed, "" },
        { "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", 10)) + "\r\n", FetchOutcome.Complete, "" },
        { new string('x', 401), FetchOutcome.Malformed, "" },
    };

    private static string Interim(int count) => string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", count));

    private static readonly string[] SurplusDetails =
        ["the body is longer than its Content-Length", "there are bytes after the response"];

    /// <summary>In one piece, split once at every position, and byte by byte.</summary>
    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_is_the_same_however_it_arrives(string answer, FetchOutcome outcome, string body)
    {
        var bytes = Encoding.Latin1.GetBytes(answer);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Check(bytes[..cut], bytes[cut..]);
        }
        Check([.. bytes.Select(b => new[] { b })]);

        void Check(params byte[][] pieces)
        {
            using var reader = new ResponseReader(Limits);
            foreach (var piece in pieces.TakeWhile(_ => reader.Result is null))
            {
                reader.Append(piece);
            }
            // Bytes in a separate segment after a complete response are never read.
            var result = reader.End();
            if (outcome == FetchOutcome.Malformed && result.Outcome == FetchOutcome.Complete && pieces.Length > 1)
            {
                Assert.Contains(Whole().Detail, SurplusDetails);
                return;
            }
            Assert.Equal(outcome, result.Outcome);
            Assert.Equal(body, Encoding.Latin1.GetString(result.Body));
            Assert.Equal(outcome == FetchOutcome.Complete, result.Detail is null);
        }

        FetchResult Whole()
        {
            using var reader = new ResponseReader(Limits);
            reader.Append(bytes);
            return reader.End();
        }
    }

    [Fact]
    public void Answer_with_any_byte_changed_or_cut_anywhere_gives_a_result_within_the_limits()
    {
        foreach (var answer in Answers.Select(row => row.Data.Item1))
        {
            var bytes = Encoding.Latin1.GetBytes(answer);
            for (var i = 0; i < bytes.Length; i++)
            {
                foreach (var flip in new byte[] { 0x01, 0x10, 0x20, 0x80, 0xFF })
                {
                    byte[] changed = [.. bytes];
                    changed[i] ^= flip;
                    using var reader = new ResponseReader(Limits);
                    reader.Append(changed);
                    var result = reader.End();
                    Assert.True(
                        result.Body.Length <= Limits.BodyBytes && (result.Outcome == FetchOutcome.Complete) == (result.Detail is null));
                }
            }
        }
    }
}
