using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Identity;

/// <summary>Reads the subject alternative names (RFC 5280 section 4.2.1.6) of a certificate whose chain is valid.</summary>
internal static class AlternativeNames
{
    private const string Identifier = "2.5.29.17";

    /// <summary>
    /// Most names kept per certificate, for the life of its connection. Origin: a client has a few, a provider's server certificate a
    /// hundred.
    /// </summary>
    private const int MaxNames = 32;

    /// <summary>
    /// Longest name kept, in characters; longer ones are dropped. Origin: twice the limit of a DNS name (RFC 1035 section 2.3.4).
    /// </summary>
    private const int MaxLength = 512;

    /// <summary>
    /// Returns DNS names, e-mail addresses, URIs and IP addresses in lower case. A name of these kinds that violates its rules becomes
    /// <c>#</c> and its DER in hexadecimal, and so does the whole extension when it is malformed: what else it says still counts.
    /// </summary>
    public static (IReadOnlyList<string> Names, IReadOnlyList<AlternativeNameKind> Kinds) Of(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == Identifier)
            {
                return Read(extension.RawData);
            }
        }
        return ([], []);
    }

    private static (List<string> Names, List<AlternativeNameKind> Kinds) Read(byte[] der)
    {
        var names = new List<string>();
        var kinds = new List<AlternativeNameKind>();
        try
        {
            var list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            while (list.HasData && names.Count < MaxNames)
            {
                var (name, kind) = One(list.PeekTag(), list.ReadEncodedValue());
                if (name is { Length: <= MaxLength })
                {
                    names.Add(name);
                    kinds.Add(kind);
                }
            }
        }
        catch (AsnContentException)
        {
            names.Add(Hex(der));
            kinds.Add(AlternativeNameKind.Unreadable);
        }
        return (names, kinds);
    }

    /// <summary>Returns a null name for kinds that nothing here uses.</summary>
    private static (string? Name, AlternativeNameKind Kind) One(Asn1Tag tag, ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        try
        {
            switch (tag)
            {
                case { TagClass: TagClass.ContextSpecific, TagValue: 1 or 2 or 6 }:
                    return (reader.ReadCharacterString(UniversalTagNumber.IA5String, tag).ToLowerInvariant(), tag.TagValue switch
                    {
                        1 => AlternativeNameKind.Email,
                        2 => AlternativeNameKind.Dns,
                        _ => AlternativeNameKind.Uri,
                    });
                case { TagClass: TagClass.ContextSpecific, TagValue: 7 }:
                    return reader.ReadOctetString(tag) is { Length: 4 or 16 } address
                        ? (new IPAddress(address).ToString(), AlternativeNameKind.Address)
                        : (Hex(der.Span), AlternativeNameKind.Unreadable);
                default:
                    return (null, default);
            }
        }
        catch (AsnContentException)
        {
            return (Hex(der.Span), AlternativeNameKind.Unreadable);
        }
    }

    /// <summary>Bounded like a name.</summary>
    private static string Hex(ReadOnlySpan<byte> der) => "#" + Convert.ToHexString(der[..Math.Min(der.Length, (MaxLength - 1) / 2)]);
}

/// <summary>Kinds of subject alternative names that are read (RFC 5280 section 4.2.1.6).</summary>
public enum AlternativeNameKind
{
    /// <summary>rfc822Name.</summary>
    Email,

    /// <summary>dNSName.</summary>
    Dns,

    /// <summary>uniformResourceIdentifier.</summary>
    Uri,

    /// <summary>iPAddress.</summary>
    Address,

    /// <summary>A name of one of these kinds that violates its rules, in hexadecimal. No rule matches it.</summary>
    Unreadable,
}
