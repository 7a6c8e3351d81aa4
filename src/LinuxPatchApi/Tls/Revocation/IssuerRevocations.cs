using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// One verified list. It belongs to the key that its signature was verified with, not to a name: several authorities may have one name, and
/// each then has lists, numbers and serial numbers of its own. <paramref name="Issuer"/> is the CA's subject name in DER, byte by byte as in
/// its certificate, <paramref name="Key"/> the bits of its public key; <paramref name="Number"/> is null when the list has none.
/// </summary>
internal sealed record IssuerRevocations(
    ReadOnlyMemory<byte> Issuer,
    ReadOnlyMemory<byte> Key,
    CrlNumber? Number,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate,
    SerialSet Serials)
{
    /// <summary>The bits alone: a CA certificate that was renewed may write the algorithm beside them in another way.</summary>
    public static ReadOnlyMemory<byte> KeyOf(X509Certificate2 authority) => authority.PublicKey.EncodedKeyValue.RawData;

    /// <summary>The list of an authority that its signature was verified with.</summary>
    public static IssuerRevocations Of(X509Certificate2 authority, CrlContent content) => new(
        authority.SubjectName.RawData, KeyOf(authority), content.Number, content.ThisUpdate, content.NextUpdate, content.Serials);

    public bool IsOf(X509Certificate2 authority) =>
        Key.Span.SequenceEqual(KeyOf(authority).Span) && IssuerName.AreSame(Issuer.Span, authority.SubjectName.RawData);

    public bool HasIssuerOf(IssuerRevocations other) =>
        Key.Span.SequenceEqual(other.Key.Span) && IssuerName.AreSame(Issuer.Span, other.Issuer.Span);
}
