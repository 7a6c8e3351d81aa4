namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// One verified list. <paramref name="Issuer"/> is the CA's subject name in DER, byte by byte as in its certificate;
/// <paramref name="Number"/> is null when the list has none.
/// </summary>
internal sealed record IssuerRevocations(
    ReadOnlyMemory<byte> Issuer, CrlNumber? Number, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate, SerialSet Serials);
