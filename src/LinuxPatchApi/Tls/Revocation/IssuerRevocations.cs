namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// One verified list. <paramref name="Issuer"/> is the CA's subject name in DER, byte by byte what its certificates carry as issuer;
/// <paramref name="Number"/> is the CRL number (RFC 5280 section 5.2.3), null when the list has none.
/// </summary>
internal sealed record IssuerRevocations(
    ReadOnlyMemory<byte> Issuer,
    System.Numerics.BigInteger? Number,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate,
    IReadOnlySet<ReadOnlyMemory<byte>> Serials);
