using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Tests.Api;

public sealed class RequestOriginTests
{
    [Theory]
    [InlineData("https://host:12443", "host:12443", true)]
    [InlineData("http://host:12443", "host:12443", true)]
    [InlineData("HTTPS://HOST:12443", "host:12443", true)]
    [InlineData("https://host", "host", true)]
    [InlineData("https://host:443", "host", true)]
    [InlineData("https://host", "host:443", true)]
    [InlineData("https://192.0.2.1:12443", "192.0.2.1:12443", true)]
    [InlineData("https://[2001:db8::1]:12443", "[2001:DB8:0:0::1]:12443", true)]
    [InlineData("https://[::1]", "[::1]:443", true)]
    [InlineData("https://host.example.:12443", "host.example.:12443", true)]
    [InlineData("http://host", "host", false)]
    [InlineData("https://host", "host:12443", false)]
    [InlineData("https://host:12444", "host:12443", false)]
    [InlineData("https://host.example.:12443", "host.example:12443", false)]
    [InlineData("https://other:12443", "host:12443", false)]
    [InlineData("https://host.evil.example:12443", "host:12443", false)]
    [InlineData("https://evil-host:12443", "host:12443", false)]
    [InlineData("https://host:12443@evil.example", "host:12443", false)]
    [InlineData("https://evil@host:12443", "host:12443", false)]
    [InlineData("https://host:12443/", "host:12443", false)]
    [InlineData("https://host:12443?x", "host:12443", false)]
    [InlineData("https://host:12443#x", "host:12443", false)]
    [InlineData("https://host:12443 https://evil.example", "host:12443", false)]
    [InlineData("https://evil.example https://host:12443", "host:12443", false)]
    [InlineData("https://host:12443, https://host:12443", "host:12443", false)]
    [InlineData("https://[2001:db8::2]:12443", "[2001:db8::1]:12443", false)]
    [InlineData("https://[::1", "[::1]:12443", false)]
    [InlineData("https://host:", "host", false)]
    [InlineData("https://host:99999", "host", false)]
    [InlineData("https://", "host", false)]
    [InlineData("wss://host:12443", "host:12443", false)]
    [InlineData("ftp://host:12443", "host:12443", false)]
    [InlineData("//host:12443", "host:12443", false)]
    [InlineData("host:12443", "host:12443", false)]
    [InlineData("null", "host:12443", false)]
    [InlineData("null", "null", false)]
    [InlineData("", "host:12443", false)]
    [InlineData("https://host:12443", null, false)]
    public void Case15_Origin_names_the_called_host_or_is_foreign(string origin, string? host, bool isCalled) =>
        Assert.Equal(isCalled, RequestOrigin.IsCalledHost(origin, host));

    /// <summary>python3-websocket on port 443; for what only tells, and nowhere else.</summary>
    [Theory]
    [InlineData("http://host", "host", true)]
    [InlineData("http://host", "host:443", true)]
    [InlineData("http://[::1]", "[::1]", true)]
    [InlineData("http://host:80", "host", false)]
    [InlineData("http://host", "host:12443", false)]
    [InlineData("http://other", "host", false)]
    public void Case15_Default_port_that_is_left_out_is_that_which_was_called(string origin, string host, bool isCalled)
    {
        Assert.Equal(isCalled, RequestOrigin.IsCalledHost(origin, host, isWatch: true));
        Assert.False(RequestOrigin.IsCalledHost(origin, host));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(false, "Origin: https://test")]
    [InlineData(false, "Sec-Fetch-Site: same-origin")]
    [InlineData(false, "sec-fetch-site: none")]
    [InlineData(false, "Sec-Fetch-Mode: cors")]
    [InlineData(true, "Origin: https://test", "Origin: https://test")]
    [InlineData(true, "Origin: https://test", "origin: https://evil.example")]
    [InlineData(true, "Origin:")]
    [InlineData(true, "Origin: https://test", "Sec-Fetch-Site: cross-site")]
    [InlineData(true, "Origin: https://evil.example", "Sec-Fetch-Site: same-origin")]
    [InlineData(true, "Sec-Fetch-Site: none", "Sec-Fetch-Site: none")]
    [InlineData(true, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site")]
    [InlineData(true, "Sec-Fetch-Site: Same-Origin")]
    [InlineData(true, "Sec-Fetch-Site:")]
    [InlineData(true, "Sec-Fetch-Site: same-site")]
    [InlineData(true, "Sec-Fetch-Site: what-comes-next")]
    public void Case38_Either_field_suffices_for_a_refusal(bool isForeign, params string[] head)
    {
        var client = new ClientIdentity("CN=me", "01", "a", System.Net.IPAddress.Loopback);
        Assert.Equal(isForeign, RequestOrigin.IsForeign(new Support.MemoryExchange("POST", "/", client, head).Exchange.Request));
    }
}
