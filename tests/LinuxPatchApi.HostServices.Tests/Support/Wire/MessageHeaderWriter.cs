using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Writes the header of a message (D-Bus specification, "Message Format").</summary>
internal static class MessageHeaderWriter
{
    /// <summary>Why the header is invalid; null when it is valid.</summary>
    public static string? DefectOf(MessageHeader header) => header switch
    {
        { Path: not null } when !Names.IsObjectPath(header.Path) => "the object path is not valid",
        { Interface: not null } when !Names.IsInterface(header.Interface) => "the interface name is not valid",
        { Member: not null } when !Names.IsMember(header.Member) => "the member name is not valid",
        { ErrorName: not null } when !Names.IsInterface(header.ErrorName) => "the error name is not valid",
        { Destination: not null } when !Names.IsBusName(header.Destination) => "the destination is not a valid bus name",
        _ => Signatures.IsValid(header.Signature) ? null : "the signature is not valid",
    };

    /// <summary>Writes the header with body length and serial 0; both are inserted later.</summary>
    public static void Write(ref MessageWriter writer, MessageHeader header)
    {
        writer.WriteByte((byte)'l');
        writer.WriteByte((byte)header.Type);
        writer.WriteByte((byte)header.Flags);
        writer.WriteByte(1);
        writer.WriteUInt32(0);
        writer.WriteUInt32(0);
        ArrayStart fields = writer.WriteArrayStart(8);
        WriteText(ref writer, HeaderField.Path, "o", header.Path);
        WriteText(ref writer, HeaderField.Interface, "s", header.Interface);
        WriteText(ref writer, HeaderField.Member, "s", header.Member);
        WriteText(ref writer, HeaderField.ErrorName, "s", header.ErrorName);
        WriteText(ref writer, HeaderField.Destination, "s", header.Destination);
        WriteText(ref writer, HeaderField.Sender, "s", header.Sender);
        if (header.ReplySerial != 0)
        {
            WriteStart(ref writer, HeaderField.ReplySerial, "u");
            writer.WriteUInt32(header.ReplySerial);
        }

        if (header.UnixFds != 0)
        {
            WriteStart(ref writer, HeaderField.UnixFds, "u");
            writer.WriteUInt32(header.UnixFds);
        }

        if (header.Signature.Length > 0)
        {
            WriteStart(ref writer, HeaderField.Signature, "g");
            writer.WriteSignature(header.Signature);
        }

        writer.WriteArrayEnd(fields);
        writer.AlignTo(8);
    }

    private static void WriteText(ref MessageWriter writer, HeaderField field, string signature, string? value)
    {
        if (value is not null)
        {
            WriteStart(ref writer, field, signature);
            writer.WriteString(value);
        }
    }

    private static void WriteStart(ref MessageWriter writer, HeaderField field, string signature)
    {
        writer.WriteStructStart();
        writer.WriteByte((byte)field);
        writer.WriteSignature(signature);
    }
}
