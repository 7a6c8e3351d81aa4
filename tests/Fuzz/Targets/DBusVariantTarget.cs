using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Framing;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Variants in both byte orders: what is read can be written and read again.</summary>
internal static class DBusVariantTarget
{
    public static void Check(byte[] input)
    {
        Allocations.Bounded(input, () => Read(input, bigEndian: false));
        Read(input, bigEndian: true);
    }

    private static void Read(byte[] input, bool bigEndian)
    {
        VariantValue value;
        try
        {
            var reader = new MessageReader(input, bigEndian);
            value = reader.ReadVariantValue();
        }
        catch (DBusProtocolException)
        {
            return;
        }
        var writer = MessageWriter.Signal("/a", "b.C", "D", "v");
        writer.WriteVariant(value);
        var written = writer.CreateMessage();
        if (written.Defect is null)
        {
            var again = MessageParser.Parse(written.WithSerial(1)).GetBodyReader("v");
            Violation.Unless(again.ReadVariantValue().Equals(value), "written again it reads differently");
        }
    }
}
