using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Parses one complete message. The body is checked by its reader.</summary>
internal static class MessageParser
{
    /// <exception cref="BusProtocolException">The message is invalid.</exception>
    public static WireMessage Parse(ReadOnlyMemory<byte> bytes)
    {
        if (MessageFraming.Measure(bytes.Span) != bytes.Length)
        {
            throw MessageReader.Malformed("the lengths in the header do not fit");
        }

        var bigEndian = MessageFraming.IsBigEndian(bytes.Span);
        var reader = new MessageReader(bytes.Span, bigEndian);
        _ = reader.ReadByte();
        var type = (MessageType)reader.ReadByte();
        var flags = (MessageFlags)reader.ReadByte();
        var version = reader.ReadByte();
        var bodyLength = reader.ReadUInt32();
        var serial = reader.ReadUInt32();
        if (type == MessageType.Invalid || version != 1 || serial == 0)
        {
            throw MessageReader.Malformed("message type, protocol version or serial is not valid");
        }

        MessageHeader header = ReadFields(ref reader, new MessageHeader { Type = type, Flags = flags, Serial = serial });
        reader.AlignTo(8);
        RequireFields(header, bodyLength);
        return new WireMessage(header, bytes[reader.Position..], bigEndian);
    }

    private static MessageHeader ReadFields(ref MessageReader reader, MessageHeader header)
    {
        ArrayEnd end = reader.ReadArrayStart(8);
        while (reader.HasNext(end))
        {
            reader.AlignStruct();
            var field = (HeaderField)reader.ReadByte();
            VariantValue value = reader.ReadVariantValue();
            header = field switch
            {
                HeaderField.Path => header with { Path = Text(value, "o", static _ => true) },
                HeaderField.Interface => header with { Interface = Text(value, "s", Names.IsInterface) },
                HeaderField.Member => header with { Member = Text(value, "s", Names.IsMember) },
                HeaderField.ErrorName => header with { ErrorName = Text(value, "s", Names.IsInterface) },
                HeaderField.Destination => header with { Destination = Text(value, "s", Names.IsBusName) },
                HeaderField.Sender => header with { Sender = Text(value, "s", Names.IsBusName) },
                HeaderField.Signature => header with { Signature = Text(value, "g", static _ => true) },
                HeaderField.ReplySerial => header with { ReplySerial = Number(value) },
                HeaderField.UnixFds => header with { UnixFds = Number(value) },
                0 => throw MessageReader.Malformed("a header field has the code 0"),
                _ => header,
            };
        }

        return header;
    }

    private static string Text(VariantValue value, string signature, Func<string, bool> isValid) =>
        value.Signature == signature && isValid(value.Text) ? value.Text : throw MessageReader.Malformed("a header field is not valid");

    private static uint Number(VariantValue value) =>
        value.Signature == "u" ? (uint)value.Bits : throw MessageReader.Malformed("a header field is not valid");

    /// <summary>Checks the fields required per message type (D-Bus specification, "Message Types").</summary>
    private static void RequireFields(MessageHeader header, uint bodyLength)
    {
        var complete = header.Type switch
        {
            MessageType.MethodCall => header is { Path: not null, Member: not null },
            MessageType.Signal => header is { Path: not null, Interface: not null, Member: not null },
            MessageType.MethodReturn => header.ReplySerial != 0,
            MessageType.Error => header.ReplySerial != 0 && header.ErrorName is not null,
            _ => true,
        };
        if (!complete || (header.Signature.Length == 0) != (bodyLength == 0))
        {
            throw MessageReader.Malformed("a required header field is missing");
        }
    }
}
