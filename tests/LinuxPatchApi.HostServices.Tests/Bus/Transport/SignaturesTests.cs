using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Bus.Transport;

public sealed class SignaturesTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("ybnqiuxtdhsogv", true)]
    [InlineData("a{s(aya{ov})}aav", true)]
    [InlineData("a", false)]
    [InlineData("()", false)]
    [InlineData("(s", false)]
    [InlineData("s)", false)]
    [InlineData("{sv}", false)]
    [InlineData("a{vs}", false)]
    [InlineData("a{s}", false)]
    [InlineData("a{svs}", false)]
    [InlineData("a{(s)v}", false)]
    [InlineData("z", false)]
    public void Syntax(string signature, bool valid) => Assert.Equal(valid, Signatures.IsValid(signature));

    [Theory]
    [InlineData(BusLimits.MaxArrayDepth, true)]
    [InlineData(BusLimits.MaxArrayDepth + 1, false)]
    public void Arrays_nest_to_the_limit(int depth, bool valid) => Assert.Equal(valid, Signatures.IsValid(new string('a', depth) + "y"));

    [Theory]
    [InlineData(BusLimits.MaxStructDepth, true)]
    [InlineData(BusLimits.MaxStructDepth + 1, false)]
    public void Structs_nest_to_the_limit(int depth, bool valid) =>
        Assert.Equal(valid, Signatures.IsValid(new string('(', depth) + "y" + new string(')', depth)));

    [Theory]
    [InlineData(BusLimits.MaxSignatureLength, true)]
    [InlineData(BusLimits.MaxSignatureLength + 1, false)]
    public void Signatures_have_a_longest_length(int length, bool valid) =>
        Assert.Equal(valid, Signatures.IsValid(new string('y', length)));

    [Theory]
    [InlineData("s", true)]
    [InlineData("a{sv}", true)]
    [InlineData("ss", false)]
    [InlineData("", false)]
    public void A_variant_holds_one_type(string signature, bool single) => Assert.Equal(single, Signatures.IsSingleType(signature));
}
