using System.Text;
using LinuxPatchApi.SelfUpdate;

namespace LinuxPatchApi.Tests.SelfUpdate;

public sealed class SelfUpdateTextTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal(SelfUpdateSamples.Record, SelfUpdateText.Record(SelfUpdateText.Write(SelfUpdateSamples.Record)));
        var offered = SelfUpdateSamples.Record with { Package = "", Offered = "x86_64" };
        Assert.Equal(offered, SelfUpdateText.Record(SelfUpdateText.Write(offered)));
        Assert.Equal(SelfUpdateSamples.Ending, SelfUpdateText.Ending(SelfUpdateText.Write(SelfUpdateSamples.Ending)));
        foreach (var decision in Enum.GetValues<SelfUpdateDecision>())
        {
            var verdict = SelfUpdateSamples.Verdict(decision);
            Assert.Equal(verdict, SelfUpdateText.Verdict(SelfUpdateText.Write(verdict)));
        }
    }

    [Fact]
    public void A_record_that_was_cut_off_anywhere_is_none()
    {
        var whole = SelfUpdateText.Write(SelfUpdateSamples.Record);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(SelfUpdateText.Record(whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_record_of_an_earlier_version_has_no_repository()
    {
        var text = Encoding.UTF8.GetString(SelfUpdateText.Write(SelfUpdateSamples.Record))
            .Replace("offered=\n", "", StringComparison.Ordinal);
        Assert.Equal(SelfUpdateSamples.Record, SelfUpdateText.Record(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_line_of_a_later_version_is_accepted()
    {
        var text = "mood=good\n" + Encoding.UTF8.GetString(SelfUpdateText.Write(SelfUpdateSamples.Record));
        Assert.Equal(SelfUpdateSamples.Record, SelfUpdateText.Record(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/root/evil.deb")]
    [InlineData("..")]
    public void A_package_outside_of_the_folder_makes_no_record(string package) =>
        Assert.Null(SelfUpdateText.Record(SelfUpdateText.Write(SelfUpdateSamples.Record with { Package = package })));

    [Fact]
    public void A_reason_of_many_lines_stays_one_line_and_is_bounded()
    {
        var reason = "first\nend\nimage=x\n" + new string('y', SelfUpdateLimits.ReasonLength);
        var read = SelfUpdateText.Verdict(SelfUpdateText.Write(new SelfUpdateVerdict(SelfUpdateDecision.Restore, reason)));
        Assert.StartsWith("first end image=x y", read!.Reason, StringComparison.Ordinal);
        Assert.Equal(SelfUpdateLimits.ReasonLength, read.Reason.Length);
    }

    [Theory]
    [InlineData("decision=perhaps\nreason=\nend\n")]
    [InlineData("decision=restore\ndecision=confirmed\nend\n")]
    [InlineData("reason=x\nend\n")]
    [InlineData("")]
    public void What_decides_nothing_is_no_verdict(string text) => Assert.Null(SelfUpdateText.Verdict(Encoding.UTF8.GetBytes(text)));
}
