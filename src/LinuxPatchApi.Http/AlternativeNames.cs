using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http;

/// <summary>Reads subject alternative names (RFC 5280 section 4.2.1.6) of a certificate whose chain is good.</summary>
internal static class AlternativeNames
{
    private const string Identifier = "2.5.29.17";

    /// <summary>Names that are kept of one certificate, for as long as its connection lives. Origin: a client has a few, a server
    /// certificate of a provider a hundred.</summary>
    private const int MaxNames = 32;

    /// <summary>Characters of one name; a longer one is not kept. Origin: twice what a DNS name may have (RFC 1035 section 2.3.4).</summary>
    private const int MaxLength = 512;

    /// <summary>DNS names, e-mail addresses, URIs and IP addresses, in lower case; empty when there are none or the extension is
    /// damaged.</summary>
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
                        kinds.Add(tag.TagValue switch { 1 => AlternativeNameKind.Email, 2 => AlternativeNameKind.Dns, _ => AlternativeNameKind.Uri });
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
