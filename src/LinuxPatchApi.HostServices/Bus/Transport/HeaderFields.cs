using System.Text;

namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>
/// The header of a message: required fields per message type, and their types and syntax (D-Bus specification, "Header Fields").
/// </summary>
internal ref struct HeaderFields
{
    private const byte ProtocolVersion = 1;
    private uint _seen;

    private enum Field : byte
    {
        Path = 1,
        Interface = 2,
        Member = 3,
        ErrorName = 4,
        ReplySerial = 5,
        Destination = 6,
        Sender = 7,
        Signature = 8,
        UnixFds = 9,
    }

    public MessageKind Kind { get; private set; }

    /// <summary>Signature of the body; empty when there is none.</summary>
    public ReadOnlySpan<byte> Signature { get; private set; }

    /// <exception cref="BusProtocolException">The header is invalid.</exception>
    public static HeaderFields Read(ref MessageCheck check)
    {
        _ = check.ReadByte();
        var fields = new HeaderFields { Kind = (MessageKind)check.ReadByte() };
        _ = check.ReadByte();
        var version = check.ReadByte();
        var bodyLength = check.ReadUInt32();
        var serial = check.ReadUInt32();
        if (fields.Kind == MessageKind.Invalid || version != ProtocolVersion || serial == 0)
        {
            throw BusProtocolException.Malformed("message type, protocol version or serial is not valid");
        }

        var length = check.ReadUInt32();
        var end = check.Position + (int)length;
        while (check.Position < end)
        {
            check.AlignTo(8);
            fields.ReadField(ref check);
        }

        if (check.Position != end)
        {
            throw BusProtocolException.Malformed("a header field goes beyond the header");
        }

        check.AlignTo(8);
        fields.RequireAll(bodyLength);
        return fields;
    }

    private static bool IsValid(Field field, string text) => field switch
    {
        Field.Interface or Field.ErrorName => Names.IsInterface(text),
        Field.Member => Names.IsMember(text),
        _ => Names.IsBusName(text),
    };

    private void ReadField(ref MessageCheck check)
    {
        var field = (Field)check.ReadByte();
        var type = check.ReadSignature();
        var valid = field switch
        {
            0 => false,
            Field.Path => type.SequenceEqual("o"u8) && check.ReadObjectPath().Length > 0,
            Field.ReplySerial => type.SequenceEqual("u"u8) && check.ReadUInt32() != 0,
            Field.UnixFds => type.SequenceEqual("u"u8) && check.ReadUInt32() == 0,
            Field.Signature => type.SequenceEqual("g"u8) && SetSignature(check.ReadSignature()),
            Field.Interface or Field.Member or Field.ErrorName or Field.Destination or Field.Sender =>
                type.SequenceEqual("s"u8) && IsValid(field, Encoding.UTF8.GetString(check.ReadText())),
            _ => Signatures.IsSingleType(type) && Skip(ref check, type),
        };
        if (!valid)
        {
            throw BusProtocolException.Malformed("a header field is not valid");
        }

        _seen |= field <= Field.UnixFds ? 1u << (byte)field : 0;
    }

    private bool SetSignature(ReadOnlySpan<byte> signature)
    {
        Signature = signature;
        return true;
    }

    private static bool Skip(ref MessageCheck check, ReadOnlySpan<byte> type)
    {
        check.SkipValue(type, 1);
        return true;
    }

    /// <summary>Checks that the fields required for the message type are present.</summary>
    private readonly void RequireAll(uint bodyLength)
    {
        var complete = Kind switch
        {
            MessageKind.MethodCall => Has(Field.Path) && Has(Field.Member),
            MessageKind.Signal => Has(Field.Path) && Has(Field.Interface) && Has(Field.Member),
            MessageKind.MethodReturn => Has(Field.ReplySerial),
            MessageKind.Error => Has(Field.ReplySerial) && Has(Field.ErrorName),
            _ => true,
        };
        if (!complete || (Signature.Length == 0) != (bodyLength == 0))
        {
            throw BusProtocolException.Malformed("a required header field is missing");
        }
    }

    private readonly bool Has(Field field) => (_seen & (1u << (byte)field)) != 0;
}
