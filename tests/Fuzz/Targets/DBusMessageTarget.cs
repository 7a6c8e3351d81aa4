using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Framing;
using LinuxPatchApi.DBus.Wire.Syntax;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Messages of a hostile peer on the bus: refused by the one declared exception, or read to the end of what their signature
/// says.</summary>
internal static class DBusMessageTarget
{
    public static void Check(byte[] input) => Allocations.Bounded(input, () => Read(input));

    private static void Read(byte[] input)
    {
        try
        {
            var length = MessageFraming.Measure(input);
            Violation.Unless(
                length is null or (>= MessageFraming.FixedBytes and <= DBus.DBusLimits.MaxMessageBytes), "a length beyond the limits");
            if (length > input.Length || length is null)
            {
                return;
            }
            var message = MessageParser.Parse(input.AsMemory(0, length.Value));
            _ = message.FirstStringArgument;
            var reader = message.GetBodyReader();
            ReadOnlySpan<char> signature = message.Header.Signature;
            while (!signature.IsEmpty)
            {
                var type = Signatures.FirstTypeLength(signature);
                Violation.Unless(type > 0, "an accepted signature has no first type");
                _ = VariantReader.ReadBare(ref reader, signature[..type]);
                signature = signature[type..];
            }
        }
        catch (DBusProtocolException)
        {
            // Declared.
        }
    }
}
