using LinuxPatchApi.HostServices.Tests.Support.Wire;
using BusProtocolException = LinuxPatchApi.HostServices.Bus.Transport.BusProtocolException;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>Formats a message and its complete body as one line.</summary>
internal static class MessageText
{
    public static string Describe(WireMessage message)
    {
        MessageHeader header = message.Header;
        var reply = header.ReplySerial == 0 ? "" : $"reply={header.ReplySerial} ";
        var target = header.Path is null ? "" : $"{header.Path} {header.Interface}.{header.Member} ";
        var error = header.ErrorName is null ? "" : header.ErrorName + " ";
        return $"{header.Type} serial={header.Serial} {reply}{target}{error}({string.Join(", ", ReadBody(message))})";
    }

    /// <summary>The values of a body. A struct has the same layout, so the variant reader can read it.</summary>
    public static IReadOnlyList<VariantValue> ReadBody(WireMessage message)
    {
        var values = new List<VariantValue>();
        MessageReader reader = message.GetBodyReader();
        ReadOnlySpan<char> rest = message.Header.Signature;
        while (rest.Length > 0)
        {
            var length = Signatures.FirstTypeLength(rest);
            values.Add(VariantReader.ReadBare(ref reader, rest[..length]));
            rest = rest[length..];
        }

        return reader.IsAtEnd ? values : throw new BusProtocolException("Bytes are left over.");
    }
}
