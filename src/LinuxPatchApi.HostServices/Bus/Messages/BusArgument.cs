using System.Text;

namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>One argument of a method call.</summary>
/// <param name="Signature">Its D-Bus type.</param>
internal abstract record BusArgument(string Signature)
{
    public static implicit operator BusArgument(string value) => new Text(value);

    public static implicit operator BusArgument(string[] value) => new Texts(value);

    public static implicit operator BusArgument(bool value) => new Flag(value);

    public static implicit operator BusArgument(uint value) => new UInt32(value);

    public static implicit operator BusArgument(ulong value) => new UInt64(value);

    /// <summary>Returns the upper bound of its bytes on the wire, padding included; null when a string cannot be sent.</summary>
    public long? Measure() => this switch
    {
        Text text => MeasureText(text.Value),
        Texts texts => texts.Values.Aggregate((long?)8, static (sum, text) => sum + MeasureText(text)),
        _ => 16,
    };

    /// <summary>D-Bus cannot encode NUL or an unpaired surrogate; the library would silently send a different string.</summary>
    private static long? MeasureText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !pair))
            {
                return null;
            }

            i += pair ? 1 : 0;
        }

        return Encoding.UTF8.GetByteCount(text) + 8;
    }

    public sealed record Text(string Value) : BusArgument("s");

    public sealed record Texts(IReadOnlyList<string> Values) : BusArgument("as");

    public sealed record Flag(bool Value) : BusArgument("b");

    public sealed record UInt32(uint Value) : BusArgument("u");

    public sealed record UInt64(ulong Value) : BusArgument("t");
}
