using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Syntax;

namespace LinuxPatchApi.DBus.Tests.Wire.Syntax;

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
    [InlineData(DBusLimits.MaxArrayDepth, true)]
    [InlineData(DBusLimits.MaxArrayDepth + 1, false)]
    public void Arrays_nest_to_the_limit(int depth, bool valid) => Assert.Equal(valid, Signatures.IsValid(new string('a', depth) + "y"));

    [Theory]
    [InlineData(DBusLimits.MaxStructDepth, true)]
    [InlineData(DBusLimits.MaxStructDepth + 1, false)]
    public void Structs_nest_to_the_limit(int depth, bool valid) =>
        Assert.Equal(valid, Signatures.IsValid(new string('(', depth) + "y" + new string(')', depth)));

    [Theory]
    [InlineData(DBusLimits.MaxSignatureLength, true)]
    [InlineData(DBusLimits.MaxSignatureLength + 1, false)]
    public void Signatures_have_a_longest_length(int length, bool valid) =>
        Assert.Equal(valid, Signatures.IsValid(new string('y', length)));

    [Theory]
    [InlineData("s", true)]
    [InlineData("a{sv}", true)]
    [InlineData("ss", false)]
    [InlineData("", false)]
    public void A_variant_holds_one_type(string signature, bool single) => Assert.Equal(single, Signatures.IsSingleType(signature));
}
