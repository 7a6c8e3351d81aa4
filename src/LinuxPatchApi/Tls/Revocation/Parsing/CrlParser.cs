using System.Formats.Asn1;

namespace LinuxPatchApi.Tls.Revocation.Parsing;

/// <summary>
/// Parses the CertificateList of RFC 5280 section 5.1 in strict DER: every field in its place, nothing after any of them. Pure. Accepts
/// only complete lists: a delta, indirect or partial one would be trusted for more than it covers.
/// </summary>
internal static class CrlParser
{
    private const int Version2 = 1;
    private const int RemoveFromCrl = 8;

    /// <summary>Exactly one of the two results is set; the failure is a clause whose subject is the list.</summary>
    public static (CrlContent? Content, string? Failure) Parse(ReadOnlyMemory<byte> der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var list = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var signed = list.PeekEncodedValue();
            var body = list.ReadSequence();
            var outer = list.ReadEncodedValue();
            var signature = list.ReadBitString(out var unusedBits);
            list.ThrowIfNotEmpty();
            return unusedBits == 0 ? (ReadBody(der, signed, body, outer, signature), null) : (null, "its signature has loose bits");
        }
        catch (AsnContentException)
        {
            return (null, "it is no certificate revocation list, or a damaged one");
        }
        catch (RefusedCrlException refusal)
        {
            return (null, refusal.Message);
        }
    }

    private static CrlContent ReadBody(
        ReadOnlyMemory<byte> der, ReadOnlyMemory<byte> signed, AsnReader body, ReadOnlyMemory<byte> outerAlgorithm, byte[] signature)
    {
        var isVersion1 = body.PeekTag() != Asn1Tag.Integer;
        if (!isVersion1 && !(body.TryReadInt32(out var version) && version == Version2))
        {
            throw new RefusedCrlException("its version is not 2");
        }
        var algorithm = body.ReadEncodedValue();
        if (!algorithm.Span.SequenceEqual(outerAlgorithm.Span))
        {
            throw new RefusedCrlException("its two signature algorithms differ");
        }
        var issuer = body.PeekEncodedValue();
        body.ReadSequence();
        var thisUpdate = ReadTime(body);
        DateTimeOffset? nextUpdate = body.HasData && IsTime(body.PeekTag()) ? ReadTime(body) : null;
        var offsets = new List<int>();
        if (body.HasData && body.PeekTag() == Asn1Tag.Sequence)
        {
            ReadEntries(der, body.ReadSequence(), isVersion1, offsets);
        }
        CrlNumber? number = null;
        ReadOnlyMemory<byte> signerKey = default;
        var place = CrlPlace.None;
        var extensionsTag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (body.HasData && !isVersion1)
        {
            var tagged = body.ReadSequence(extensionsTag);
            (number, signerKey, place) = CrlExtensions.Read(tagged.ReadSequence());
            tagged.ThrowIfNotEmpty();
        }
        body.ThrowIfNotEmpty();
        return new CrlContent(
            signed, algorithm, signature, issuer, number, thisUpdate, nextUpdate, new SerialSet(der, offsets))
        {
            SignerKey = signerKey,
            Place = place,
        };
    }

    private static void ReadEntries(ReadOnlyMemory<byte> der, AsnReader entries, bool isVersion1, List<int> offsets)
    {
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            var serial = entry.ReadIntegerBytes();
            if (serial.Length > CrlLimits.MaxSerialBytes)
            {
                throw new RefusedCrlException($"a serial number has more than {CrlLimits.MaxSerialBytes} bytes");
            }
            if (offsets.Count == CrlLimits.MaxEntries)
            {
                throw new RefusedCrlException($"it has more than {CrlLimits.MaxEntries} entries");
            }
            // A length below 128 is a single octet before the value.
            der.Span.Overlaps(serial.Span, out var start);
            offsets.Add(start - 1);
            ReadTime(entry);
            if (entry.HasData && !isVersion1)
            {
                CheckReason(CrlExtensions.ReadReason(entry.ReadSequence()));
            }
            entry.ThrowIfNotEmpty();
        }
    }

    private static void CheckReason(int? reason)
    {
        if (reason == RemoveFromCrl)
        {
            throw new RefusedCrlException("an entry takes a revocation back, which only a delta list can");
        }
    }

    private static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
