using LinuxPatchApi.ClientView;

namespace LinuxPatchApi.Tests.ClientView;

public sealed class PeerAlertTests
{
    [Theory]
    [InlineData("it is revoked", "error:0A000414:SSL routines::sslv3 alert certificate revoked")]
    [InlineData("it has expired, or is not valid yet by the agent's clock", "error:0A000415:SSL routines::sslv3 alert certificate expired")]
    [InlineData("it is not issued by a CA that the agent accepts", "error:0A000418:SSL routines::tlsv1 alert unknown ca")]
    [InlineData("it is damaged or not acceptable there; the agent's journal says why",
        "error:0A000412:SSL routines::sslv3 alert bad certificate")]
    [InlineData("it may not connect there", "error:0A000419:SSL routines::tlsv1 alert access denied")]
    [InlineData("none was sent", "error:0A00045C:SSL routines::tlsv13 alert certificate required")]
    public void An_alert_of_the_agent_is_told_in_words_and_the_text_of_the_library_stays(string reason, string detail) =>
        Assert.Equal(
            $"the agent refuses this client's certificate: {reason} ({detail})"
                + (reason.Contains("a CA", StringComparison.Ordinal) ? "; another CA? name its files with --ca, --cert, --key" : ""),
            PeerAlert.Words(detail));

    [Theory]
    [InlineData("")]
    [InlineData("its certificate is not for servers")]
    [InlineData("error:0A000")]
    [InlineData("error:0A0004")]
    [InlineData("error:0A000zzz:SSL routines::what")]
    [InlineData("error:0A000410:SSL routines::sslv3 alert handshake failure")]
    [InlineData("error:0A000086:SSL routines::certificate verify failed")]
    public void Every_other_text_is_none_of_its_business(string detail) => Assert.Null(PeerAlert.Words(detail));
}
