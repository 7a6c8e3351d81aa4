using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Tests.Wire;

public sealed class MessageReaderTests
{
    [Fact]
    public void A_boolean_other_than_0_and_1_is_refused() => Refused([2, 0, 0, 0], static (ref MessageReader reader) => reader.ReadBool());

    [Fact]
    public void An_array_beyond_the_message_is_refused() =>
        Refused([9, 0, 0, 0, 1, 2], static (ref MessageReader reader) => reader.ReadArrayStart(1));

    [Fact]
    public void An_array_longer_than_allowed_is_refused() =>
        Refused([1, 0, 0, 4, 1, 2], static (ref MessageReader reader) => reader.ReadArrayStart(1));

    [Fact]
    public void An_element_beyond_its_array_is_refused() => Refused(
        [2, 0, 0, 0, 1, 0, 0, 0],
        static (ref MessageReader reader) =>
        {
            ArrayEnd end = reader.ReadArrayStart(4);
            reader.ReadUInt32();
            reader.HasNext(end);
        });

    [Fact]
    public void A_text_that_is_not_utf8_is_refused() =>
        Refused([2, 0, 0, 0, 0xc3, 0x28, 0], static (ref MessageReader reader) => reader.ReadString());

    [Fact]
    public void A_variant_of_two_types_is_refused() =>
        Refused([2, (byte)'y', (byte)'y', 0, 1, 1], static (ref MessageReader reader) => reader.ReadVariantValue());

    [Theory]
    [InlineData(DBusLimits.MaxDepth, true)]
    [InlineData(DBusLimits.MaxDepth + 1, false)]
    public void Variants_nest_to_the_limit_and_no_further(int depth, bool accepted)
    {
        // Each level is the signature "v"; the last one holds a byte.
        byte[] bytes = [.. Enumerable.Repeat<byte[]>([1, (byte)'v', 0], depth - 1).SelectMany(level => level), 1, (byte)'y', 0, 5];
        if (accepted)
        {
            var reader = new MessageReader(bytes, bigEndian: false);
            Assert.Equal("v", depth > 1 ? reader.ReadVariantValue().Signature : "v");
        }
        else
        {
            Refused(bytes, static (ref MessageReader reader) => reader.ReadVariantValue());
        }
    }

    [Theory]
    [InlineData(DBusLimits.MaxVariantValues - 1, true)]
    [InlineData(DBusLimits.MaxVariantValues, false)]
    public void A_variant_holds_values_to_the_limit_and_no_more(int elements, bool accepted)
    {
        // The array itself counts as one value.
        byte[] bytes = [2, (byte)'a', (byte)'q', 0, .. BitConverter.GetBytes(elements * 2), .. new byte[elements * 2]];
        if (accepted)
        {
            var reader = new MessageReader(bytes, bigEndian: false);
            Assert.Equal(elements, reader.ReadVariantValue().Items.Count);
        }
        else
        {
            Refused(bytes, static (ref MessageReader reader) => reader.ReadVariantValue());
        }
    }

    private delegate void Reading(ref MessageReader reader);

    private static void Refused(byte[] bytes, Reading read) => Assert.Throws<DBusProtocolException>(() =>
    {
        var reader = new MessageReader(bytes, bigEndian: false);
        read(ref reader);
    });
}
