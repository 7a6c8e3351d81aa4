using System.Security.Cryptography;

namespace LinuxPatchApi.Tls.Pem;

/// <summary>
/// One complete block. <paramref name="Line"/> is the line of its BEGIN, from 1. <paramref name="Der"/> is exactly one DER value, except in
/// encrypted keys and in <see cref="PemKind.TrustedCertificate"/>.
/// </summary>
internal sealed record PemBlock(PemKind Kind, string Label, int Line, byte[] Der)
{
    /// <summary>The text of a finding for a file in which this block has no use.</summary>
    public string WhyUnused() => Kind == PemKind.TrustedCertificate
        ? "a TRUSTED CERTIFICATE is not read because its trust settings are specific to openssl; convert it with: openssl x509"
        : $"a block '{Label}' does not belong in this file and is not read";

    /// <summary>Overwrites the content; for private keys that are no longer needed.</summary>
    public void Clear() => CryptographicOperations.ZeroMemory(Der);
}
