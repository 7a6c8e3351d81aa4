using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// One verified list. It belongs to the key that verified its signature, not to a name: several authorities may share a name, each with its
/// own lists, list numbers and serial numbers. <paramref name="Issuer"/> is the CA's subject name in DER, unchanged from its certificate;
/// <paramref name="Key"/> are the bits of its public key; <paramref name="Number"/> is null when the list has none.
/// </summary>
internal sealed record IssuerRevocations(
    ReadOnlyMemory<byte> Issuer,
    ReadOnlyMemory<byte> Key,
    CrlNumber? Number,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate,
    SerialSet Serials)
{
    /// <summary>
    /// Further lists of the same key and place that neither replace this one nor are replaced by it: of the same number and date with other
    /// serial numbers, or with a higher number and an earlier date. A CA that was restored from a backup makes such lists. What any of
    /// them revokes is refused.
    /// </summary>
    public IReadOnlyList<IssuerRevocations> Beside { get; init; } = [];

    /// <summary>The place that it names: a CA may share its certificates out among the lists of several.</summary>
    public CrlPlace Place { get; init; } = CrlPlace.None;

    /// <param name="serial">Big-endian.</param>
    public bool Revokes(ReadOnlySpan<byte> serial)
    {
        if (Serials.Contains(serial))
        {
            return true;
        }
        foreach (var other in Beside)
        {
            if (other.Serials.Contains(serial))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>True when everything that the other list of the same key revokes is revoked by this one, too.</summary>
    public bool Covers(IssuerRevocations other) =>
        other.Serials.IsWithin(Serials) || Beside.Any(list => other.Serials.IsWithin(list.Serials));

    /// <summary>Only the bits: a renewed CA certificate may encode the algorithm next to them differently.</summary>
    public static ReadOnlyMemory<byte> KeyOf(X509Certificate2 authority) => authority.PublicKey.EncodedKeyValue.RawData;

    /// <summary>The list of an authority that its signature was verified with.</summary>
    public static IssuerRevocations Of(X509Certificate2 authority, CrlContent content) => new(
        authority.SubjectName.RawData, KeyOf(authority), content.Number, content.ThisUpdate, content.NextUpdate, content.Serials)
    {
        Place = content.Place,
    };

    public bool IsOf(X509Certificate2 authority) =>
        Key.Span.SequenceEqual(KeyOf(authority).Span) && IssuerName.AreSame(Issuer.Span, authority.SubjectName.RawData);

    /// <summary>True when one of the two can take the other's place: both are of the same key, and about the same certificates.</summary>
    public bool IsInPlaceOf(IssuerRevocations other) => IsOfIssuerOf(other) && Place.IsSame(other.Place);

    public bool IsOfIssuerOf(IssuerRevocations other) =>
        Key.Span.SequenceEqual(other.Key.Span) && IssuerName.AreSame(Issuer.Span, other.Issuer.Span);
}
