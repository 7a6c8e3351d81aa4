using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Transport;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Bus.Transport;

public sealed class MessageCheckTests
{
    public static TheoryData<string> Valid => VectorFile.Names("Valid");

    public static TheoryData<string> Malformed => VectorFile.Names("Malformed");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_message_is_accepted(string name)
    {
        VectorFile vector = VectorFile.Read("Valid", name);
        Assert.StartsWith(MessageCheck.Check(vector.Bytes).ToString(), vector.Comment, StringComparison.Ordinal);
        Assert.Equal(vector.Comment, MessageText.Describe(MessageParser.Parse(vector.Bytes)));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_message_cut_at_any_byte_is_never_taken_for_whole(string name)
    {
        var bytes = VectorFile.Read("Valid", name).Bytes;
        for (var length = 0; length < bytes.Length; length++)
        {
            var measured = MessageFraming.Measure(bytes.AsSpan(0, length));
            Assert.True(measured is null || measured == bytes.Length, $"cut at {length}");
            Assert.Equal(length >= MessageFraming.FixedBytes, measured is not null);
            var cut = bytes[..length];
            Assert.Throws<BusProtocolException>(() => MessageCheck.Check(cut));
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void With_any_byte_changed_it_is_accepted_exactly_when_another_parser_can_read_it_all(string name)
    {
        var bytes = VectorFile.Read("Valid", name).Bytes;
        for (var position = 0; position < bytes.Length; position++)
        {
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                byte[] changed = [.. bytes];
                changed[position] = (byte)value;
                Assert.True(IsAccepted(changed) == CanBeRead(changed), $"byte {position} as {value}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_message_is_refused(string name)
    {
        var bytes = VectorFile.Read("Malformed", name).Bytes;
        Assert.Throws<BusProtocolException>(() => MessageCheck.Check(bytes));
    }

    [Theory]
    [InlineData(BusLimits.MaxDepth, true)]
    [InlineData(BusLimits.MaxDepth + 1, false)]
    public void Variants_nest_to_the_limit_and_no_further(int depth, bool accepted)
    {
        // Each level is the signature "v"; the last one holds a byte.
        byte[] body = [.. Enumerable.Repeat<byte[]>([1, (byte)'v', 0], depth - 1).SelectMany(level => level), 1, (byte)'y', 0, 5];
        Assert.Equal(accepted, IsAccepted(Signal("v", body)));
    }

    [Theory]
    [InlineData(BusLimits.MaxVariantValues - 1, true)]
    [InlineData(BusLimits.MaxVariantValues, false)]
    public void Variants_hold_values_to_the_limit_and_no_more(int elements, bool accepted)
    {
        // The array itself counts as one value.
        byte[] body = [2, (byte)'a', (byte)'q', 0, .. BitConverter.GetBytes(elements * 2), .. new byte[elements * 2]];
        Assert.Equal(accepted, IsAccepted(Signal("v", body)));
    }

    [Fact]
    public void Bytes_that_no_type_names_are_refused() => Assert.False(IsAccepted(Signal("y", [1, 2])));

    [Fact]
    public void File_descriptors_which_were_never_negotiated_are_refused()
    {
        MessageWriter writer = MessageWriter.Forward(
            new MessageHeader { Type = MessageType.MethodReturn, ReplySerial = 1, UnixFds = 1 }, []);
        Assert.False(IsAccepted(writer.CreateMessage().WithSerial(1).ToArray()));
    }

    private static byte[] Signal(string signature, byte[] body)
    {
        MessageWriter writer = MessageWriter.Signal("/a", "a.B", "C", signature);
        writer.WriteBytes(body);
        return writer.CreateMessage().WithSerial(1).ToArray();
    }

    private static bool IsAccepted(byte[] message)
    {
        try
        {
            MessageCheck.Check(message);
            return true;
        }
        catch (BusProtocolException)
        {
            return false;
        }
    }

    private static bool CanBeRead(byte[] message)
    {
        try
        {
            WireMessage parsed = MessageParser.Parse(message);
            MessageText.ReadBody(parsed);
            return parsed.Header.UnixFds == 0;
        }
        catch (BusProtocolException)
        {
            return false;
        }
    }
}
