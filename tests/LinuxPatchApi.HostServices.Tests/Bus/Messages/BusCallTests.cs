using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.Tests.Bus.Messages;

public sealed class BusCallTests
{
    [Theory]
    [InlineData('\0')]
    [InlineData('\ud800')]
    [InlineData('\udc00')]
    public void A_text_that_cannot_be_sent_is_a_defect_and_no_exception(char bad)
    {
        Assert.NotNull(new BusCall("a.b", "/", "a.b", "C", $"a{bad}b").Defect);
        Assert.NotNull(new BusCall("a.b", "/", "a.b", "C", new[] { "a", $"{bad}" }).Defect);
    }

    [Fact]
    public void A_text_of_any_other_characters_can_be_sent() =>
        Assert.Null(new BusCall("a.b", "/", "a.b", "C", "a\u00e9\ud83d\ude00").Defect);

    [Theory]
    [InlineData("a b", "/", "a.b", "C")]
    [InlineData("a.b", "x", "a.b", "C")]
    [InlineData("a.b", "/", "a", "C")]
    [InlineData("a.b", "/", "a.b", "C.D")]
    public void A_header_that_cannot_be_sent_is_a_defect(string destination, string path, string @interface, string member) =>
        Assert.NotNull(new BusCall(destination, path, @interface, member).Defect);

    [Fact]
    public void The_arguments_may_have_the_longest_length_and_no_byte_more()
    {
        Assert.Null(new BusCall("a.b", "/", "a.b", "C", new string('x', BusLimits.MaxCallBytes - 8)).Defect);
        Assert.NotNull(new BusCall("a.b", "/", "a.b", "C", new string('x', BusLimits.MaxCallBytes - 7)).Defect);
    }

    [Fact]
    public void The_signature_is_that_of_the_arguments() =>
        Assert.Equal("tasbus", new BusCall("a.b", "/", "a.b", "C", 1ul, new[] { "x" }, true, 2u, "y").Signature);
}
