namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// What a well-formed list says, its signature not checked yet. <paramref name="Signed"/> are the bytes that the signature covers, as they
/// stand in the file; <paramref name="Algorithm"/> is the signature's AlgorithmIdentifier in DER.
/// </summary>
internal sealed record CrlContent(
    ReadOnlyMemory<byte> Signed,
    ReadOnlyMemory<byte> Algorithm,
    byte[] Signature,
    ReadOnlyMemory<byte> Issuer,
    CrlNumber? Number,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate,
    SerialSet Serials);
