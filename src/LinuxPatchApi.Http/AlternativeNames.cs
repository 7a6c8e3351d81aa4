using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http;

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
    /// Returns DNS names, e-mail addresses, URIs and IP addresses in lower case; empty when there are none or the extension is malformed.
    /// </summary>
    public static (IReadOnlyList<string> Names, IReadOnlyList<AlternativeNameKind> Kinds) Of(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == Identifier)
            {
                try
                {
                    return Read(extension.RawData);
                }
                catch (AsnContentException)
                {
                    return ([], []);
                }
            }
        }
        return ([], []);
    }

    private static (List<string> Names, List<AlternativeNameKind> Kinds) Read(byte[] der)
    {
        var names = new List<string>();
        var kinds = new List<AlternativeNameKind>();
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var list = reader.ReadSequence();
        while (list.HasData && names.Count < MaxNames)
        {
            var tag = list.PeekTag();
            switch (tag.TagValue)
            {
                case 1 or 2 or 6:
                    var name = list.ReadCharacterString(UniversalTagNumber.IA5String, tag);
                    if (name.Length <= MaxLength)
                    {
                        names.Add(name.ToLowerInvariant());
                        kinds.Add(tag.TagValue switch
                        {
                            1 => AlternativeNameKind.Email,
                            2 => AlternativeNameKind.Dns,
                            _ => AlternativeNameKind.Uri,
                        });
                    }
                    break;
                case 7:
                    var address = list.ReadOctetString(tag);
                    if (address.Length is 4 or 16)
                    {
                        names.Add(new IPAddress(address).ToString());
                        kinds.Add(AlternativeNameKind.Address);
                    }
                    break;
                default:
                    list.ReadEncodedValue();
                    break;
            }
        }
        return (names, kinds);
    }
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
}
