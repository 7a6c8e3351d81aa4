using System.Security.Cryptography;

namespace LinuxPatchApi.Tls.Pem;

/// <summary>One whole block. <paramref name="Line"/> is that of its BEGIN, from 1; <paramref name="Der"/> is exactly one DER value but for
/// <see cref="PemKind.TrustedCertificate"/> and for keys that are encrypted.</summary>
internal sealed record PemBlock(PemKind Kind, string Label, int Line, byte[] Der)
{
    /// <summary>For private keys, when they are no longer needed.</summary>
    public void Clear() => CryptographicOperations.ZeroMemory(Der);
}
