using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Verifies signatures that the base library cannot, by the system's OpenSSL, which the base library uses as well: Ed25519, and RSA-PSS
/// with a salt of any length (the base library requires the length of the hash, openssl writes the longest). OpenSSL also verifies
/// certificates with such signatures, so lists and certificates are judged alike.
/// </summary>
internal static unsafe class NativeSignature
{
    private static readonly Lazy<OpenSslCalls?> Library = new(OpenSslCalls.Find);

    public static bool IsAvailable => Library.Value is not null;

    /// <summary>Null when the library is unavailable.</summary>
    public static bool? Verify(PublicKey key, SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (Library.Value is not { } calls)
        {
            return null;
        }
        var encoded = key.ExportSubjectPublicKeyInfo();
        nint native = 0, context = 0;
        try
        {
            fixed (byte* bytes = encoded)
            {
                var position = bytes;
                native = calls.ReadKey(0, &position, encoded.Length);
            }
            context = native == 0 ? 0 : calls.NewContext();
            return context != 0 && Verify(calls, context, native, algorithm, signed, signature);
        }
        finally
        {
            calls.FreeContext(context);
            calls.FreeKey(native);
            // An error left in OpenSSL's queue would be attributed to the next TLS connection.
            calls.ClearErrors();
        }
    }

    private static bool Verify(
        OpenSslCalls calls, nint context, nint key, SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        nint parameters = 0;
        var hash = algorithm.Hash is { } name ? calls.Hash(name) : 0;
        if ((algorithm.Hash is not null && hash == 0) || calls.Begin(context, &parameters, hash, 0, key) != 1)
        {
            return false;
        }
        if (algorithm.Scheme == SignatureScheme.RsaPss
            && !(calls.Set(parameters, "rsa_padding_mode", "pss")
                && calls.Set(parameters, "rsa_mgf1_md", algorithm.MaskHash!)
                && calls.Set(parameters, "rsa_pss_saltlen", algorithm.SaltLength.ToString(System.Globalization.CultureInfo.InvariantCulture))))
        {
            return false;
        }
        fixed (byte* data = signed)
        fixed (byte* proof = signature)
        {
            return calls.End(context, proof, (nuint)signature.Length, data, (nuint)signed.Length) == 1;
        }
    }
}
