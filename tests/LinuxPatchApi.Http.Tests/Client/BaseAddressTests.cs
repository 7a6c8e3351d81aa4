using LinuxPatchApi.Http.Client;

namespace LinuxPatchApi.Http.Tests.Client;

public sealed class BaseAddressTests
{
    [Theory]
    [InlineData("https://m.example", "https://m.example/api/v1/x?y=z")]
    [InlineData("https://m.example:8443/a b/", "https://m.example:8443/a%20b/api/v1/x?y=z")]
    [InlineData("https://m.example/below?q#f", "https://m.example/below/api/v1/x?y=z")]
    public void Path_is_below_the_address_without_its_query(string address, string below) =>
        Assert.Equal(below, BaseAddress.Below(new Uri(address), "api/v1/x?y=z").AbsoluteUri);
}
