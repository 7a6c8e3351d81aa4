using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Tests.Bus.Transport;

public sealed class NamesTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/a/B_9", true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("/a/", false)]
    [InlineData("//", false)]
    [InlineData("/a-b", false)]
    [InlineData("/\u00e9", false)]
    public void Object_paths(string text, bool valid) => Assert.Equal(valid, Names.IsObjectPath(text));

    [Theory]
    [InlineData("a.b", true)]
    [InlineData("org.freedesktop.DBus", true)]
    [InlineData(":1.42", true)]
    [InlineData("a-b.c", true)]
    [InlineData("a", false)]
    [InlineData("a..b", false)]
    [InlineData(".a.b", false)]
    [InlineData("a.b.", false)]
    [InlineData("a.1", false)]
    [InlineData(":", false)]
    public void Bus_names(string text, bool valid) => Assert.Equal(valid, Names.IsBusName(text));

    [Theory]
    [InlineData(BusLimits.MaxNameLength, true)]
    [InlineData(BusLimits.MaxNameLength + 1, false)]
    public void Names_have_a_longest_length(int length, bool valid)
    {
        Assert.Equal(valid, Names.IsMember(new string('m', length)));
        Assert.Equal(valid, Names.IsInterface("a." + new string('m', length - 2)));
    }
}
