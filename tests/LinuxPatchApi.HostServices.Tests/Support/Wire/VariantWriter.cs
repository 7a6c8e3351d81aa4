namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Writes values of any type.</summary>
internal static class VariantWriter
{
    public static void WriteVariant(ref MessageWriter writer, VariantValue value)
    {
        writer.WriteSignature(value.Signature);
        WriteValue(ref writer, value);
    }

    private static void WriteValue(ref MessageWriter writer, VariantValue value)
    {
        switch (value.Signature[0])
        {
            case 'y':
                writer.WriteByte((byte)value.Bits);
                break;
            case 'n' or 'q':
                writer.WriteUInt16((ushort)value.Bits);
                break;
            case 'b' or 'i' or 'u' or 'h':
                writer.WriteUInt32((uint)value.Bits);
                break;
            case 'x' or 't' or 'd':
                writer.WriteUInt64(value.Bits);
                break;
            case 's':
                writer.WriteString(value.Text);
                break;
            case 'o':
                writer.WriteObjectPath(value.Text);
                break;
            case 'g':
                writer.WriteSignature(value.Text);
                break;
            case 'v':
                WriteVariant(ref writer, value.Items[0]);
                break;
            case 'a':
                WriteArray(ref writer, value);
                break;
            default:
                WriteFields(ref writer, value);
                break;
        }
    }

    private static void WriteArray(ref MessageWriter writer, VariantValue value)
    {
        var start = writer.WriteArrayStart(Signatures.AlignmentOf(value.Signature[1]));
        writer.WriteBytes(value.Bytes);
        foreach (var item in value.Items)
        {
            WriteValue(ref writer, item);
        }

        writer.WriteArrayEnd(start);
    }

    private static void WriteFields(ref MessageWriter writer, VariantValue value)
    {
        writer.WriteStructStart();
        foreach (var field in value.Items)
        {
            WriteValue(ref writer, field);
        }
    }
}
