using LinuxPatchApi.DBus.Authentication;

namespace LinuxPatchApi.DBus.Tests.Authentication;

public sealed class ExternalMechanismTests
{
    private const string Guid = "0123456789abcdef0123456789ABCDEF";

    [Theory]
    [InlineData("DATA")]
    [InlineData("DATA 6162")]
    public void A_challenge_is_answered_with_nothing(string line) =>
        Assert.Equal(new SaslStep("DATA", null, null), ExternalMechanism.OnLine(line));

    [Fact]
    public void Acceptance_begins_the_messages_and_tells_the_server() =>
        Assert.Equal(new SaslStep("BEGIN", Guid, null), ExternalMechanism.OnLine("OK " + Guid));

    [Theory]
    [InlineData("REJECTED EXTERNAL DBUS_COOKIE_SHA1")]
    [InlineData("REJECTED")]
    [InlineData("ERROR what")]
    [InlineData("OK")]
    [InlineData("OK 12")]
    [InlineData("OK zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("AGREE_UNIX_FD")]
    [InlineData("")]
    public void Anything_else_is_the_end(string line)
    {
        SaslStep step = ExternalMechanism.OnLine(line);
        Assert.NotNull(step.Rejection);
        Assert.Null(step.Send);
    }
}
