using System.Text;
using LinuxPatchApi.ClientView;

namespace LinuxPatchApi.Tests.ClientView;

/// <summary>Hosts as people write them.</summary>
public sealed class AgentAddressTests
{
    [Theory]
    [InlineData("web1", "https://web1:12443/")]
    [InlineData("web1.example.net:443", "https://web1.example.net/")]
    [InlineData("192.0.2.5", "https://192.0.2.5:12443/")]
    [InlineData("2001:db8::5", "https://[2001:db8::5]:12443/")]
    [InlineData("[2001:db8::5]:8443", "https://[2001:db8::5]:8443/")]
    [InlineData("https://web1:8443/", "https://web1:8443/")]
    public void A_host_is_read(string text, string expected) => Assert.Equal(expected, AgentAddress.Parse(text)!.Base.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("web1:0")]
    [InlineData("web1:65536")]
    [InlineData("web1:12x")]
    [InlineData("web 1")]
    [InlineData("http://web1")]
    [InlineData("web1/path")]
    [InlineData("user@web1")]
    [InlineData("-H")]
    [InlineData("a\u001b[2J")]
    public void What_is_no_host_is_refused(string text) => Assert.Null(AgentAddress.Parse(text));

    [Fact]
    public void A_file_has_one_host_a_line_and_comments()
    {
        var (hosts, problem) = AgentAddress.ParseFile("f", "\uFEFF# fleet\n\nweb1 # first\r\n  web2:443\n"u8);

        Assert.Null(problem);
        Assert.Equal(["web1", "web2:443"], hosts!.Select(h => h.Name));
        Assert.Equal("web1", Assert.Single(AgentAddress.ParseFile("f", "\uFEFFweb1"u8).Hosts!).Name);
    }

    [Theory]
    [InlineData("web1\nweb 2\n", "f:2: web 2 is no host")]
    [InlineData("web1\nweb2\nWEB1:12443\n", "f: WEB1:12443 is there twice")]
    [InlineData("# nobody\n", "f: it names no host")]
    public void A_mistake_in_a_file_is_named(string content, string expected) =>
        Assert.Equal(expected, AgentAddress.ParseFile("f", Encoding.UTF8.GetBytes(content)).Problem);

    [Theory]
    [InlineData(ClientLimits.MaxHosts, true)]
    [InlineData(ClientLimits.MaxHosts + 1, false)]
    public void So_many_hosts_are_called_at_once(int count, bool expected) =>
        Assert.Equal(expected, AgentAddress.Check([.. Enumerable.Range(0, count).Select(i => AgentAddress.Parse($"h{i}")!)]) is null);
}
