using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Signatures that the base library has no call for, verified by the system's OpenSSL, which it stands on: Ed25519, and RSA-PSS with a salt of
/// any length (the base library wants that of the hash, openssl writes the longest). Certificates with such signatures are verified by
/// OpenSSL as well, so a CA that is good for the one is good for the other.
/// </summary>
internal static unsafe class NativeSignature
{
    private static readonly string[] Libraries = ["libcrypto.so.3", "libcrypto.so.1.1"];
    private static readonly Lazy<Calls?> Library = new(Calls.Find);

    public static bool IsAvailable => Library.Value is not null;

    /// <summary>Null when the library is not there.</summary>
    public static bool? Verify(PublicKey key, SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (Library.Value is not { } calls)
        {
            return null;
        }
        byte[] encoded = key.ExportSubjectPublicKeyInfo();
        nint native = 0, context = 0;
        try
        {
            fixed (byte* bytes = encoded)
            {
                byte* position = bytes;
                native = calls.ReadKey(0, &position, encoded.Length);
            }
            context = native == 0 ? 0 : calls.NewContext();
            return context != 0 && Verify(calls, context, native, algorithm, signed, signature);
        }
        finally
        {
            calls.FreeContext(context);
            calls.FreeKey(native);
            // What failed here must not be told of the next TLS connection.
            calls.ClearErrors();
        }
    }

    private static bool Verify(
        Calls calls, nint context, nint key, SignatureAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        nint parameters = 0;
        nint hash = algorithm.Hash is { } name ? calls.Hash(name) : 0;
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

    /// <summary>Functions of openssl/evp.h and openssl/x509.h that are the same in 1.1.1 and 3.</summary>
    private sealed class Calls
    {
        private nint _readKey;
        private nint _freeKey;
        private nint _newContext;
        private nint _freeContext;
        private nint _hash;
        private nint _begin;
        private nint _set;
        private nint _end;
        private nint _clear;

        public static Calls? Find()
        {
            foreach (string library in Libraries)
            {
                var calls = new Calls();
                if (NativeLibrary.TryLoad(library, out nint handle)
                    && NativeLibrary.TryGetExport(handle, "d2i_PUBKEY", out calls._readKey)
                    && NativeLibrary.TryGetExport(handle, "EVP_PKEY_free", out calls._freeKey)
                    && NativeLibrary.TryGetExport(handle, "EVP_MD_CTX_new", out calls._newContext)
                    && NativeLibrary.TryGetExport(handle, "EVP_MD_CTX_free", out calls._freeContext)
                    && NativeLibrary.TryGetExport(handle, "EVP_get_digestbyname", out calls._hash)
                    && NativeLibrary.TryGetExport(handle, "EVP_DigestVerifyInit", out calls._begin)
                    && NativeLibrary.TryGetExport(handle, "EVP_PKEY_CTX_ctrl_str", out calls._set)
                    && NativeLibrary.TryGetExport(handle, "EVP_DigestVerify", out calls._end)
                    && NativeLibrary.TryGetExport(handle, "ERR_clear_error", out calls._clear))
                {
                    return calls;
                }
            }
            return null;
        }

        public nint ReadKey(nint into, byte** bytes, nint length) =>
            ((delegate* unmanaged[Cdecl]<nint, byte**, nint, nint>)_readKey)(into, bytes, length);

        public void FreeKey(nint key) => ((delegate* unmanaged[Cdecl]<nint, void>)_freeKey)(key);

        public nint NewContext() => ((delegate* unmanaged[Cdecl]<nint>)_newContext)();

        public void FreeContext(nint context) => ((delegate* unmanaged[Cdecl]<nint, void>)_freeContext)(context);

        public nint Hash(string name)
        {
            fixed (byte* text = Text(name))
            {
                return ((delegate* unmanaged[Cdecl]<byte*, nint>)_hash)(text);
            }
        }

        public int Begin(nint context, nint* parameters, nint hash, nint engine, nint key) =>
            ((delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int>)_begin)(context, parameters, hash, engine, key);

        public bool Set(nint parameters, string name, string value)
        {
            fixed (byte* text = Text(name))
            fixed (byte* wanted = Text(value))
            {
                return ((delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)_set)(parameters, text, wanted) > 0;
            }
        }

        public int End(nint context, byte* signature, nuint signatureLength, byte* data, nuint length) =>
            ((delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int>)_end)(context, signature, signatureLength, data, length);

        public void ClearErrors() => ((delegate* unmanaged[Cdecl]<void>)_clear)();

        private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text + '\0');
    }
}
