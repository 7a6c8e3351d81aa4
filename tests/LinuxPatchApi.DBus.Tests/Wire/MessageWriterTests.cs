using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Tests.Wire;

public sealed class MessageWriterTests
{
    [Theory]
    [InlineData('\0')]
    [InlineData('\ud800')]
    [InlineData('\udc00')]
    public void A_text_that_cannot_be_sent_is_a_defect_and_no_exception(char bad)
    {
        MessageWriter writer = MessageWriter.MethodCall("a.b", "/", "a.b", "C", "s");
        writer.WriteString($"a{bad}b");
        Assert.NotNull(writer.CreateMessage().Defect);
    }

    [Theory]
    [InlineData("a b", "/", "a.b", "C", "")]
    [InlineData("a.b", "x", "a.b", "C", "")]
    [InlineData("a.b", "/", "a", "C", "")]
    [InlineData("a.b", "/", "a.b", "C.D", "")]
    [InlineData("a.b", "/", "a.b", "C", "(")]
    public void A_header_that_cannot_be_sent_is_a_defect(
        string destination, string path, string @interface, string member, string signature) =>
        Assert.NotNull(MessageWriter.MethodCall(destination, path, @interface, member, signature).CreateMessage().Defect);

    [Fact]
    public void A_message_may_have_the_longest_length_and_no_byte_more()
    {
        MessageWriter empty = MessageWriter.MethodCall("a.b", "/", "a.b", "C", "s");
        empty.WriteString("");
        int overhead = empty.CreateMessage().WithSerial(1).Length;
        Assert.Null(Filled(DBusLimits.MaxMessageBytes - overhead).Defect);
        Assert.NotNull(Filled(DBusLimits.MaxMessageBytes - overhead + 1).Defect);
    }

    private static MessageBuffer Filled(int length)
    {
        MessageWriter writer = MessageWriter.MethodCall("a.b", "/", "a.b", "C", "s");
        writer.WriteString(new string('x', length));
        return writer.CreateMessage();
    }
}
