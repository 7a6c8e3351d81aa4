using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Revocation.Parsing;

/// <summary>
/// The places at which lists are published, as a list (issuing distribution point, RFC 5280 section 5.2.5) or a certificate (CRL
/// distribution points, section 4.2.1.13) names them. A CA may share its certificates out among several lists: each has those that name its
/// place. Pure.
/// </summary>
/// <param name="Names">Each name in DER; empty where no place is named.</param>
internal sealed record CrlPlace(IReadOnlyList<ReadOnlyMemory<byte>> Names)
{
    public static readonly CrlPlace None = new([]);

    private const string DistributionPoints = "2.5.29.31";

    /// <summary>distributionPoint of IssuingDistributionPoint and DistributionPoint, fullName of DistributionPointName.</summary>
    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public bool IsNone => Names.Count == 0;

    public bool Shares(CrlPlace other) => Names.Any(name => other.Names.Any(same => same.Span.SequenceEqual(name.Span)));

    /// <summary>True when both name the same places, in any order.</summary>
    public bool IsSame(CrlPlace other) =>
        Names.Count == other.Names.Count && Names.All(name => other.Names.Any(same => same.Span.SequenceEqual(name.Span)));

    /// <summary>True when a list of this place is about a certificate that names others.</summary>
    /// <param name="certificate">Null when its extension cannot be read. One that names no place cannot be told from others.</param>
    public bool IsAbout(CrlPlace? certificate) =>
        IsNone || certificate is { IsNone: true } || (certificate is not null && Shares(certificate));

    /// <summary>Returns the places that a certificate names; null when they cannot be read.</summary>
    public static CrlPlace? Of(X509Certificate2 certificate)
    {
        try
        {
            var names = new List<ReadOnlyMemory<byte>>();
            foreach (var extension in certificate.Extensions)
            {
                if (extension.Oid?.Value != DistributionPoints)
                {
                    continue;
                }
                var points = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (points.HasData)
                {
                    var point = points.ReadSequence();
                    if (point.HasData && point.PeekTag().HasSameClassAndValue(First))
                    {
                        names.AddRange(ReadNames(point));
                    }
                }
            }
            return names.Count == 0 ? None : new CrlPlace(names);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Reads a DistributionPointName; a name relative to the issuer's is kept as it is.</summary>
    internal static IReadOnlyList<ReadOnlyMemory<byte>> ReadNames(AsnReader members)
    {
        var choice = members.ReadSequence(First);
        if (!choice.PeekTag().HasSameClassAndValue(First))
        {
            return [choice.ReadEncodedValue()];
        }
        var full = choice.ReadSequence(First);
        var names = new List<ReadOnlyMemory<byte>>();
        while (full.HasData)
        {
            names.Add(full.ReadEncodedValue());
        }
        return names;
    }
}
