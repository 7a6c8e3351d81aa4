using System.Text;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Tests.Parsing;

public sealed class QueryStringTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=b", "a=b")]
    [InlineData("a=b&c=d", "a=b|c=d")]
    [InlineData("a", "a=")]
    [InlineData("a=", "a=")]
    [InlineData("=b", "=b")]
    [InlineData("&&a=b&", "a=b")]
    [InlineData("a=b=c", "a=b=c")]
    [InlineData("a=b+c%2Bd", "a=b c+d")]
    [InlineData("%61=%C3%A4%26", "a=ä&")]
    [InlineData("a=1&a=2", "a=1|a=2")]
    [InlineData("name=lib*?x/y", "name=lib*?x/y")]
    public void Parameters_are_decoded_in_order(string raw, string expected)
    {
        var query = QueryString.Parse(Encoding.ASCII.GetBytes(raw), out _);
        Assert.NotNull(query);
        Assert.Equal(expected, string.Join('|', query.Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}")));
    }

    [Theory]
    [InlineData("a=%", HttpFaultReason.InvalidPercentEncoding)]
    [InlineData("%zz=1", HttpFaultReason.InvalidPercentEncoding)]
    [InlineData("a=%C0%AF", HttpFaultReason.InvalidUtf8)]
    [InlineData("a=%0A", HttpFaultReason.EncodedControlCharacter)]
    public void Broken_encoding_is_a_fault(string raw, HttpFaultReason expected)
    {
        Assert.Null(QueryString.Parse(Encoding.ASCII.GetBytes(raw), out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void First_value_is_given_and_repetition_can_be_seen()
    {
        var query = QueryString.Parse("a=1&b=2&a=3"u8, out _)!;
        Assert.Equal("1", query.Get("a"));
        Assert.Null(query.Get("A"));
        Assert.Equal((2, 1, 0), (query.CountOf("a"), query.CountOf("b"), query.CountOf("c")));
    }
}
