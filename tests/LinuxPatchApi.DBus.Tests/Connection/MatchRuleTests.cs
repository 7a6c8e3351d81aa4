using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Tests.Support;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Framing;

namespace LinuxPatchApi.DBus.Tests.Connection;

public sealed class MatchRuleTests
{
    [Fact]
    public void A_rule_is_written_with_its_quotes_escaped()
    {
        var rule = new MatchRule { Sender = ":1.2", Path = "/a", Interface = "a.B", Member = "C", Arg0 = "it's" };
        Assert.Equal("type='signal',sender=':1.2',path='/a',interface='a.B',member='C',arg0='it'\\''s'", rule.ToString());
    }

    [Theory]
    [InlineData("/a/b", "x.Y", "Z", true)]
    [InlineData(null, null, null, true)]
    [InlineData("/a", null, null, false)]
    [InlineData(null, "x.Z", null, false)]
    [InlineData(null, null, "Y", false)]
    public void Each_part_given_must_fit(string? path, string? @interface, string? member, bool matches)
    {
        DBusMessage signal = MessageParser.Parse(VectorFile.Read("Valid", "every-type-little").Bytes);
        var rule = new MatchRule { Sender = ":1.9", Path = path, Interface = @interface, Member = member };
        Assert.Equal(matches, rule.Matches(signal, ":1.9"));
        Assert.False(rule.Matches(signal, ":1.8"));
        Assert.False(rule.Matches(signal, null));
    }
}
