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
    /// <summary>Only the bits: a renewed CA certificate may encode the algorithm next to them differently.</summary>
    public static ReadOnlyMemory<byte> KeyOf(X509Certificate2 authority) => authority.PublicKey.EncodedKeyValue.RawData;

    /// <summary>The list of an authority that its signature was verified with.</summary>
    public static IssuerRevocations Of(X509Certificate2 authority, CrlContent content) => new(
        authority.SubjectName.RawData, KeyOf(authority), content.Number, content.ThisUpdate, content.NextUpdate, content.Serials);

    public bool IsOf(X509Certificate2 authority) =>
        Key.Span.SequenceEqual(KeyOf(authority).Span) && IssuerName.AreSame(Issuer.Span, authority.SubjectName.RawData);

    public bool HasIssuerOf(IssuerRevocations other) =>
        Key.Span.SequenceEqual(other.Key.Span) && IssuerName.AreSame(Issuer.Span, other.Issuer.Span);
}
