using System.Globalization;

namespace LinuxPatchApi.Native;

/// <summary>What RSA-PSS needs to be verified.</summary>
/// <param name="MaskHash">OpenSSL's name of the digest of the mask.</param>
/// <param name="SaltBytes">Bytes.</param>
internal readonly record struct PssParameters(string MaskHash, int SaltBytes);

/// <summary>
/// Verifies signatures that the base library cannot, by the system's OpenSSL, which the base library uses as well: of Edwards curves, and
/// RSA-PSS with a salt of any length (the base library requires the length of the hash, openssl writes the longest).
/// </summary>
internal static unsafe class OpenSslSignature
{
    private static readonly Lazy<OpenSslCalls?> Library = new(OpenSslCalls.Find);

    public static bool IsAvailable => Library.Value is not null;

    /// <summary>Null when the library is unavailable, or does not offer the algorithm, as in FIPS mode.</summary>
    /// <param name="key">A SubjectPublicKeyInfo in DER.</param>
    /// <param name="digest">OpenSSL's name; null where the algorithm has its own, as Ed25519.</param>
    /// <param name="pss">Null for any other scheme.</param>
    public static bool? Verify(
        ReadOnlySpan<byte> key, string? digest, PssParameters? pss, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (Library.Value is not { } calls)
        {
            return null;
        }
        nint native = 0, context = 0;
        try
        {
            fixed (byte* bytes = key)
            {
                var position = bytes;
                native = calls.ReadKey(0, &position, key.Length);
            }
            context = native == 0 ? 0 : calls.NewContext();
            return context == 0 ? null : Verify(calls, context, native, digest, pss, signed, signature);
        }
        finally
        {
            calls.FreeContext(context);
            calls.FreeKey(native);
            // An error left in OpenSSL's queue would be attributed to the next TLS connection.
            calls.ClearErrors();
        }
    }

    private static bool? Verify(
        OpenSslCalls calls, nint context, nint key, string? digest, PssParameters? pss, ReadOnlySpan<byte> signed,
        ReadOnlySpan<byte> signature)
    {
        nint parameters = 0;
        var hash = digest is null ? 0 : calls.Hash(digest);
        if ((digest is not null && hash == 0) || calls.Begin(context, &parameters, hash, 0, key) != 1)
        {
            return null;
        }
        if (pss is var (maskHash, saltBytes)
            && !(calls.Set(parameters, "rsa_padding_mode", "pss")
                && calls.Set(parameters, "rsa_mgf1_md", maskHash)
                && calls.Set(parameters, "rsa_pss_saltlen", saltBytes.ToString(CultureInfo.InvariantCulture))))
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
