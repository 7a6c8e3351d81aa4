using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Verifies signatures of lists that the base library cannot: Ed25519, and RSA-PSS with a salt of any length. OpenSSL also verifies
/// certificates with such signatures, so lists and certificates are judged alike.
/// </summary>
internal static class NativeSignature
{
    public static bool IsAvailable => OpenSslSignature.IsAvailable;

    /// <summary>Null when the library is unavailable.</summary>
    public static bool? Verify(PublicKey key, SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature) =>
        OpenSslSignature.Verify(
            key.ExportSubjectPublicKeyInfo(),
            algorithm.Hash,
            algorithm.Scheme == SignatureScheme.RsaPss ? new PssParameters(algorithm.MaskHash!, algorithm.SaltLength) : null,
            signed,
            signature);
}
