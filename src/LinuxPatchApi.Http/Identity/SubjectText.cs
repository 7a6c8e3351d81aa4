using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Identity;

/// <summary>
/// Formats a distinguished name. The framework returns an empty string for a whole name with one value it cannot read, such as a
/// PrintableString with <c>@</c>, and an empty subject identifies nobody: in the audit log, in role patterns, everywhere.
/// </summary>
internal static class SubjectText
{
    /// <summary>The names of RFC 4514 section 3 and the additional ones that the framework writes.</summary>
    private static readonly (string Identifier, string Name)[] Names =
    [
        ("2.5.4.3", "CN"), ("2.5.4.4", "SN"), ("2.5.4.5", "SERIALNUMBER"), ("2.5.4.6", "C"), ("2.5.4.7", "L"), ("2.5.4.8", "S"),
        ("2.5.4.9", "STREET"), ("2.5.4.10", "O"), ("2.5.4.11", "OU"), ("2.5.4.12", "T"), ("2.5.4.42", "G"),
        ("1.2.840.113549.1.9.1", "E"), ("0.9.2342.19200300.100.1.25", "DC"), ("0.9.2342.19200300.100.1.1", "UID"),
    ];

    /// <summary>Returns the name, most specific part first. Empty only for a name without parts.</summary>
    public static string Of(X500DistinguishedName name)
    {
        try
        {
            if (name.Name is { Length: > 0 } text)
            {
                return text;
            }
        }
        catch (CryptographicException)
        {
            // Fall back to our own rendering.
        }
        return Render(name.RawData);
    }

    /// <summary>
    /// Formats a name from its DER. Pure. A value that is not a string, or violates the rules of its type, becomes <c>#</c> and its DER in
    /// hexadecimal (RFC 4514 section 2.4), and so does the whole name when it is malformed.
    /// </summary>
    internal static string Render(byte[] der)
    {
        try
        {
            var parts = new List<string>();
            var name = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            while (name.HasData)
            {
                var attributes = name.ReadSetOf(skipSortOrderValidation: true);
                var together = new List<string>();
                while (attributes.HasData)
                {
                    var attribute = attributes.ReadSequence();
                    together.Add($"{NameOf(attribute.ReadObjectIdentifier())}={ValueOf(attribute.ReadEncodedValue())}");
                }
                parts.Insert(0, string.Join(" + ", together));
            }
            return string.Join(", ", parts);
        }
        catch (AsnContentException)
        {
            return "#" + Convert.ToHexString(der);
        }
    }

    private static string NameOf(string identifier)
    {
        foreach (var (known, name) in Names)
        {
            if (known == identifier)
            {
                return name;
            }
        }
        return "OID." + identifier;
    }

    private static string ValueOf(ReadOnlyMemory<byte> der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.BER);
            var type = (UniversalTagNumber)reader.PeekTag().TagValue;
            var text = reader.ReadCharacterString(type);
            // Quote what could be read as another part or as hexadecimal, as the framework does.
            var isPlain = text.Length > 0 && text.AsSpan().IndexOfAny(",+=\"\n<>#;") < 0 && text[0] != ' ' && text[^1] != ' ';
            return isPlain ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }
        catch (Exception exception) when (exception is AsnContentException or ArgumentException or InvalidOperationException)
        {
            return "#" + Convert.ToHexString(der.Span);
        }
    }
}
