using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages.Engines.PackageKit;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Tests.Wire;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("a\n\u0007b", 9, "a  b")]
    [InlineData("ab\ud83d\ude00", 3, "ab…")]
    [InlineData("ab\ud83d\ude00", 4, "ab\ud83d\ude00")]
    [InlineData("", 1, "")]
    public void Case34_A_text_of_a_peer_is_cut_between_characters_and_holds_no_control_character(string text, int most, string shown) =>
        Assert.Equal(shown, OneLine.Of(text, most));

    [Fact]
    public void Case34_A_text_of_the_bus_is_cut_where_it_comes_in_and_keeps_its_lines()
    {
        var failure = PackageKitFailures.Of(new HostFailure(HostFailureReason.Refused, "one\ntwo\n" + new string('x', 1_000_000)));
        Assert.StartsWith("one\ntwo\n", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 1, 20_000);
    }

    [Fact]
    public void Case34_Whoever_holds_an_inhibitor_is_named_in_short()
    {
        var one = new Inhibitor("shutdown", new string('w', 50_000), "a\u001b[31m" + new string('y', 50_000), "block", 0, 1);
        var names = RebootGuard.Names([.. Enumerable.Repeat(one, 20)]);
        Assert.InRange(names.Length, 100, 3_000);
        Assert.EndsWith(" and 12 more", names, StringComparison.Ordinal);
        Assert.DoesNotContain(names, char.IsControl);
    }
}
