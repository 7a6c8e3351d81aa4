using System.Formats.Asn1;

namespace LinuxPatchApi.Tls.Revocation.Parsing;

/// <summary>
/// Extensions of lists and of their entries (RFC 5280 sections 5.2 and 5.3). A list is refused for an unknown critical extension, and for
/// any extension, critical or not, that narrows the list or makes it cover certificates of another issuer.
/// </summary>
internal static class CrlExtensions
{
    private const string Number = "2.5.29.20";
    private const string Reason = "2.5.29.21";
    private const string InvalidityDate = "2.5.29.24";
    private const string DeltaIndicator = "2.5.29.27";
    private const string DistributionPoint = "2.5.29.28";
    private const string CertificateIssuer = "2.5.29.29";
    private const string AuthorityKey = "2.5.29.35";

    /// <summary>Octets. Origin: 20 by RFC 5280 section 5.2.3, and one for the sign.</summary>
    private const int MaxNumberOctets = 21;

    /// <summary>Returns the CRL number, the identifier of the signer's key and the place; null and empty when there is none.</summary>
    public static (CrlNumber? Number, ReadOnlyMemory<byte> SignerKey, CrlPlace Place) Read(AsnReader extensions)
    {
        CrlNumber? number = null;
        ReadOnlyMemory<byte> signerKey = default;
        var place = CrlPlace.None;
        Walk(extensions, (identifier, isCritical, value) =>
        {
            switch (identifier)
            {
                case Number:
                    number = ParseNumber(value);
                    break;
                case DistributionPoint:
                    place = ReadPlace(value.ReadSequence());
                    break;
                case DeltaIndicator:
                    throw new RefusedCrlException("it is a delta list, which says only what has changed");
                case AuthorityKey:
                    signerKey = KeyIdentifier(value.ReadEncodedValue());
                    break;
                default:
                    RefuseCritical(identifier, isCritical);
                    value.ReadEncodedValue();
                    break;
            }
        });
        return (number, signerKey, place);
    }

    /// <summary>Returns the reason code of an entry; null when there is none.</summary>
    public static int? ReadReason(AsnReader extensions)
    {
        int? reason = null;
        Walk(extensions, (identifier, isCritical, value) =>
        {
            switch (identifier)
            {
                case Reason:
                    var code = value.ReadEnumeratedBytes().Span;
                    reason = code.Length == 1 ? code[0] : throw new RefusedCrlException("an entry has a reason that does not exist");
                    break;
                case CertificateIssuer:
                    throw new RefusedCrlException("it is an indirect list, with entries of another issuer");
                default:
                    RefuseCritical(identifier, isCritical && identifier != InvalidityDate);
                    value.ReadEncodedValue();
                    break;
            }
        });
        return reason;
    }

    private static void Walk(AsnReader extensions, Action<string, bool, AsnReader> handle)
    {
        var seen = new List<string>();
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var identifier = extension.ReadObjectIdentifier();
            // DEFAULT FALSE: DER omits the field when it is false.
            var isCritical = extension.PeekTag() == Asn1Tag.Boolean;
            if (isCritical && !extension.ReadBoolean())
            {
                throw new AsnContentException();
            }
            var content = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
            if (seen.Contains(identifier))
            {
                throw new RefusedCrlException($"it has the extension {identifier} twice");
            }
            seen.Add(identifier);
            var value = new AsnReader(content, AsnEncodingRules.DER);
            handle(identifier, isCritical, value);
            value.ThrowIfNotEmpty();
        }
    }

    /// <summary>The keyIdentifier (tag 0) of an AuthorityKeyIdentifier; empty for any other form, which only names the issuer.</summary>
    private static ReadOnlyMemory<byte> KeyIdentifier(ReadOnlyMemory<byte> value)
    {
        try
        {
            var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
            var members = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
            return members.HasData && members.PeekTag().HasSameClassAndValue(tag) ? members.ReadOctetString(tag) : default;
        }
        catch (AsnContentException)
        {
            return default; // Only a hint: the signature decides.
        }
    }

    private static CrlNumber ParseNumber(AsnReader value)
    {
        var octets = value.ReadIntegerBytes().Span;
        return octets.Length <= MaxNumberOctets && octets[0] < 0x80
            ? new CrlNumber(octets)
            : throw new RefusedCrlException("its number is negative or too long");
    }

    /// <summary>
    /// Reads an IssuingDistributionPoint: the name of the place of publication (tag 0); every other member changes which certificates the
    /// list covers.
    /// </summary>
    private static CrlPlace ReadPlace(AsnReader members)
    {
        var place = CrlPlace.None;
        while (members.HasData)
        {
            if (members.PeekTag() is not { TagClass: TagClass.ContextSpecific, TagValue: 0 })
            {
                throw new RefusedCrlException("it is a partial or indirect list (issuing distribution point)");
            }
            place = new CrlPlace(CrlPlace.ReadNames(members));
        }
        return place;
    }

    private static void RefuseCritical(string identifier, bool isCritical)
    {
        if (isCritical)
        {
            throw new RefusedCrlException($"it has the critical extension {identifier}, which is not understood");
        }
    }
}
