using System.Text;
using LinuxPatchApi.Http.Native;

namespace LinuxPatchApi.Native;

/// <summary>
/// Functions of libcrypto (openssl/evp.h, openssl/x509.h) that verify signatures which the base library cannot. Breaks: null when the
/// library has another name or lacks a function; the lists and certificates concerned are then refused with that reason. The functions are
/// the same in 1.1.1 and 3; OpenSSL 4 needs its name in <see cref="Libraries"/>.
/// </summary>
internal sealed unsafe class OpenSslCalls
{
    private static readonly string[] Libraries = ["libcrypto.so.3", "libcrypto.so.1.1"];

    private nint _readKey;
    private nint _freeKey;
    private nint _newContext;
    private nint _freeContext;
    private nint _hash;
    private nint _begin;
    private nint _set;
    private nint _end;
    private nint _clear;

    public static OpenSslCalls? Find()
    {
        foreach (var library in Libraries)
        {
            var calls = new OpenSslCalls();
            if (OpenSslLibrary.TryLoad(library, out var handle)
                && OpenSslLibrary.TryGetExport(handle, "d2i_PUBKEY", out calls._readKey)
                && OpenSslLibrary.TryGetExport(handle, "EVP_PKEY_free", out calls._freeKey)
                && OpenSslLibrary.TryGetExport(handle, "EVP_MD_CTX_new", out calls._newContext)
                && OpenSslLibrary.TryGetExport(handle, "EVP_MD_CTX_free", out calls._freeContext)
                && OpenSslLibrary.TryGetExport(handle, "EVP_get_digestbyname", out calls._hash)
                && OpenSslLibrary.TryGetExport(handle, "EVP_DigestVerifyInit", out calls._begin)
                && OpenSslLibrary.TryGetExport(handle, "EVP_PKEY_CTX_ctrl_str", out calls._set)
                && OpenSslLibrary.TryGetExport(handle, "EVP_DigestVerify", out calls._end)
                && OpenSslLibrary.TryGetExport(handle, "ERR_clear_error", out calls._clear))
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
