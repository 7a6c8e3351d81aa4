using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Messages of a hostile peer on the bus, before the library sees them: accepted, or refused by the one declared exception, in
/// no more memory than they have bytes.</summary>
internal static class DBusMessageTarget
{
    public static void Check(byte[] input) => Allocations.Bounded(input, () => Read(input));

    private static void Read(byte[] input)
    {
        try
        {
            var length = MessageFraming.Measure(input);
            Violation.Unless(
                length is null or (>= MessageFraming.FixedBytes and <= BusLimits.MaxMessageBytes), "a length beyond the limits");
            if (length <= input.Length)
            {
                Violation.Unless(MessageCheck.Check(input.AsSpan(0, length.Value)) != MessageKind.Invalid, "an invalid type was accepted");
            }
        }
        catch (BusProtocolException)
        {
            // Declared.
        }
    }
}
