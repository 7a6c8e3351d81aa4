using System.Text;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Parsing;

public sealed class HeadLimitTests
{
    private static readonly HttpLimits Small = new()
    {
        RequestLineBytes = 64,
        TargetBytes = 40,
        HeaderCount = 4,
        HeaderBytes = 100,
        LeadingEmptyLines = 2,
    };

    [Fact]
    public void Target_at_the_limit_is_read_and_one_above_is_414()
    {
        AssertAccepted($"GET /{new string('a', 39)} HTTP/1.1\r\nHost: a\r\n\r\n");
        AssertFault("TargetTooLong", $"GET /{new string('a', 40)} HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    [Fact]
    public void Request_line_at_the_limit_is_read_and_one_above_is_414()
    {
        var limits = Small with { TargetBytes = 1000 };
        var longest = new string('a', 64 - "GET / HTTP/1.1".Length);
        AssertAccepted($"GET /{longest} HTTP/1.1\r\nHost: a\r\n\r\n", limits);
        AssertFault("TargetTooLong", $"GET /{longest}a HTTP/1.1\r\nHost: a\r\n\r\n", limits);
    }

    [Fact]
    public void Line_without_end_is_refused_before_its_end_arrives()
    {
        AssertFault("TargetTooLong", $"GET /{new string('a', 61)}");
        AssertFault("MalformedRequestLine", new string('a', 66));
        AssertFault("HeadersTooLarge", $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 100)}");
    }

    [Fact]
    public void Header_count_at_the_limit_is_read_and_one_above_is_431()
    {
        AssertAccepted("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n");
        AssertFault("HeadersTooLarge", "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n");
    }

    [Fact]
    public void Header_bytes_at_the_limit_are_read_and_one_above_is_431()
    {
        var rest = 100 - "Host: a\r\n".Length - "X: \r\n".Length;
        AssertAccepted($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', rest)}\r\n\r\n");
        AssertFault("HeadersTooLarge", $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', rest + 1)}\r\n\r\n");
    }

    [Fact]
    public void Header_line_at_the_limit_is_read_and_one_above_is_431()
    {
        var limits = Small with { HeaderLineBytes = 30 };
        AssertAccepted($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 27)}\r\n\r\n", limits);
        AssertFault("HeadersTooLarge", $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 28)}\r\n\r\n", limits);
        AssertFault("HeadersTooLarge", $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 29)}", limits);
        AssertAccepted($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', (8 * 1024) - 3)}\r\n\r\n", new HttpLimits());
        AssertFault("HeadersTooLarge", $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', (8 * 1024) - 2)}\r\n\r\n", new HttpLimits());
    }

    [Fact]
    public void Empty_lines_at_the_limit_are_skipped_and_one_above_is_400()
    {
        AssertAccepted("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        AssertFault("EmptyLines", "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    [Fact]
    public void Default_limits_take_a_target_of_8000_bytes()
    {
        AssertAccepted($"GET /{new string('a', 7999)} HTTP/1.1\r\nHost: a\r\n\r\n", new HttpLimits());
        AssertFault("TargetTooLong", $"GET /{new string('a', 8000)} HTTP/1.1\r\nHost: a\r\n\r\n", new HttpLimits());
    }

    private static void AssertAccepted(string request, HttpLimits? limits = null)
    {
        foreach (var verdict in AllSplits(request, limits ?? Small))
        {
            Assert.EndsWith("body=", Assert.Single(verdict), StringComparison.Ordinal);
        }
    }

    private static void AssertFault(string reason, string request, HttpLimits? limits = null)
    {
        foreach (var verdict in AllSplits(request, limits ?? Small))
        {
            Assert.Equal($"fault {reason}", Assert.Single(verdict));
        }
    }

    private static IEnumerable<IReadOnlyList<string>> AllSplits(string request, HttpLimits limits)
    {
        var bytes = Encoding.Latin1.GetBytes(request);
        yield return PureReader.Read(limits, bytes);
        var step = Math.Max(1, bytes.Length / 200);
        for (var cut = 1; cut < bytes.Length; cut += step)
        {
            yield return PureReader.Read(limits, bytes[..cut], bytes[cut..]);
        }
    }
}
