using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Tests.Support;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Framing;

namespace LinuxPatchApi.DBus.Tests.Wire.Framing;

public sealed class MessageParserTests
{
    public static TheoryData<string> Valid => VectorFile.Names("Valid");

    public static TheoryData<string> Malformed => VectorFile.Names("Malformed");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_message_reads_as_its_vector_says(string name)
    {
        VectorFile vector = VectorFile.Read("Valid", name);
        Assert.Equal(vector.Comment, MessageText.Describe(MessageParser.Parse(vector.Bytes)));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_message_cut_at_any_byte_is_never_taken_for_whole(string name)
    {
        byte[] bytes = VectorFile.Read("Valid", name).Bytes;
        for (int length = 0; length < bytes.Length; length++)
        {
            int? measured = MessageFraming.Measure(bytes.AsSpan(0, length));
            Assert.True(measured is null || measured == bytes.Length, $"cut at {length}");
            Assert.Equal(length >= MessageFraming.FixedBytes, measured is not null);
            byte[] cut = bytes[..length];
            Assert.Throws<DBusProtocolException>(() => MessageParser.Parse(cut));
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Any_single_byte_changed_gives_a_message_or_the_one_exception(string name)
    {
        byte[] bytes = VectorFile.Read("Valid", name).Bytes;
        for (int position = 0; position < bytes.Length; position++)
        {
            foreach (byte change in (ReadOnlySpan<byte>)[0x01, 0x80, 0xff])
            {
                byte[] changed = [.. bytes];
                changed[position] ^= change;
                try
                {
                    MessageText.ReadBody(MessageParser.Parse(changed));
                }
                catch (DBusProtocolException)
                {
                    // Refused, as most are.
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_message_is_refused(string name)
    {
        byte[] bytes = VectorFile.Read("Malformed", name).Bytes;
        Assert.Throws<DBusProtocolException>(() => MessageParser.Parse(bytes));
    }
}
