using CsCheck;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Framing;

namespace LinuxPatchApi.DBus.Tests.Wire;

public sealed class VariantRoundTripTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char[' ', '\uD7FF'], 0, 20];

    private static readonly Gen<VariantValue> Basic = Gen.OneOf(
        Gen.Byte.Select(VariantValue.Byte),
        Gen.Bool.Select(VariantValue.Bool),
        Gen.Short.Select(VariantValue.Int16),
        Gen.UShort.Select(VariantValue.UInt16),
        Gen.Int.Select(VariantValue.Int32),
        Gen.UInt.Select(VariantValue.UInt32),
        Gen.Long.Select(VariantValue.Int64),
        Gen.ULong.Select(VariantValue.UInt64),
        Gen.Double.Select(VariantValue.Double),
        Text.Select(VariantValue.String),
        Gen.Const(VariantValue.ObjectPath("/a/b_1")),
        Gen.Const(VariantValue.SignatureText("a{sv}(yx)")));

    [Fact]
    public void What_is_written_reads_as_the_same() => Value(4).Sample(
        value =>
        {
            MessageWriter writer = MessageWriter.Signal("/a", "b.C", "D", "yv");
            writer.WriteByte(1);
            writer.WriteVariant(value);
            MessageBuffer buffer = writer.CreateMessage();
            Assert.Null(buffer.Defect);
            MessageReader reader = MessageParser.Parse(buffer.WithSerial(1)).GetBodyReader("yv");
            Assert.Equal(1, reader.ReadByte());
            Assert.Equal(value, reader.ReadVariantValue());
            Assert.True(reader.IsAtEnd);
        },
        iter: 2000);

    private static Gen<VariantValue> Value(int depth)
    {
        if (depth == 0)
        {
            return Basic;
        }

        Gen<VariantValue> inner = Value(depth - 1);
        return Gen.OneOf(
            Basic,
            inner.Select(VariantValue.Variant),
            Gen.Byte.Array[0, 9].Select(VariantValue.ByteArray),
            Text.Array[0, 5].Select(texts => VariantValue.Array("s", [.. texts.Select(VariantValue.String)])),
            inner.Array[1, 4].Select(fields => VariantValue.Struct(fields)),
            inner.Array[0, 4].Select(items => VariantValue.Array("v", [.. items.Select(VariantValue.Variant)])),
            Gen.Select(Text, inner, Entry).Array[0, 4].Select(entries => VariantValue.Array("{sv}", entries)));
    }

    private static VariantValue Entry(string key, VariantValue value) =>
        VariantValue.DictEntry(VariantValue.String(key), VariantValue.Variant(value));
}
