namespace LinuxPatchApi.Tls.Revocation.Parsing;

/// <summary>
/// The fields of a well-formed list whose signature is not verified yet. <paramref name="Signed"/> are the bytes that the signature covers,
/// unchanged from the file; <paramref name="Algorithm"/> is the signature's AlgorithmIdentifier in DER.
/// </summary>
internal sealed record CrlContent(
    ReadOnlyMemory<byte> Signed,
    ReadOnlyMemory<byte> Algorithm,
    byte[] Signature,
    ReadOnlyMemory<byte> Issuer,
    CrlNumber? Number,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate,
    SerialSet Serials)
{
    /// <summary>The identifier of the key that is said to have signed it (RFC 5280 section 5.2.1); empty when it names none.</summary>
    public ReadOnlyMemory<byte> SignerKey { get; init; }

    /// <summary>The place of publication that it names.</summary>
    public CrlPlace Place { get; init; } = CrlPlace.None;
}
