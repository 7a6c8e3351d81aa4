using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Native;

/// <summary>OpenSSL's functions by which a server looks at a client's certificates during the handshake.
/// Breaks: without one of the functions a client is judged after the handshake, as the framework does it.</summary>
internal sealed unsafe class NativeChain
{
    /// <summary>SSL_VERIFY_PEER and SSL_VERIFY_FAIL_IF_NO_PEER_CERT of openssl/ssl.h.</summary>
    private const int RequireCertificate = 0x1 | 0x2;

    private readonly nint[] _functions;

    private NativeChain(nint[] functions) => _functions = functions;

    /// <summary>Null when the library lacks one of them.</summary>
    public static NativeChain? Find(nint library)
    {
        string[] names =
        [
            "X509_STORE_CTX_get0_cert", "X509_STORE_CTX_get0_untrusted", "X509_STORE_CTX_set_error", "OPENSSL_sk_num", "OPENSSL_sk_value",
            "SSL_set_verify", "SSL_get_verify_callback", "SSL_is_server", "ERR_clear_error",
        ];
        var functions = new nint[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (!NativeLibrary.TryGetExport(library, names[i], out functions[i]))
            {
                return null;
            }
        }
        return new NativeChain(functions);
    }

    /// <summary>A handshake begins: a client without a certificate gets an alert. The framework lets the handshake end well first, because a callback
    /// of the application might be content with it.</summary>
    public void Require(nint connection)
    {
        if (((delegate* unmanaged[Cdecl]<nint, int>)_functions[7])(connection) == 1)
        {
            var callback = ((delegate* unmanaged[Cdecl]<nint, nint>)_functions[6])(connection);
            ((delegate* unmanaged[Cdecl]<nint, int, nint, void>)_functions[5])(connection, RequireCertificate, callback);
        }
    }

    /// <summary>In place of OpenSSL's own verification, which knows no authority here. 1: the handshake goes on; 0: an alert ends it.</summary>
    /// <param name="store">X509_STORE_CTX of one verification.</param>
    public int Judge(nint store)
    {
        var error = EarlyJudgement.Current is { } judgement ? Judge(store, judgement) : VerifyError.None;
        ((delegate* unmanaged[Cdecl]<nint, int, void>)_functions[2])(store, (int)error);
        // What building a chain left there would be taken for an error of the handshake.
        ((delegate* unmanaged[Cdecl]<void>)_functions[8])();
        return error == VerifyError.None ? 1 : 0;
    }

    private VerifyError Judge(nint store, EarlyJudgement judgement)
    {
        var certificate = ((delegate* unmanaged[Cdecl]<nint, nint>)_functions[0])(store);
        var sent = ((delegate* unmanaged[Cdecl]<nint, nint>)_functions[1])(store);
        if (certificate == 0)
        {
            return VerifyError.Rejected;
        }
        var count = sent == 0 ? 1 : ((delegate* unmanaged[Cdecl]<nint, int>)_functions[3])(sent);
        var others = new X509Certificate2Collection();
        // Takes a reference of its own.
        using var leaf = new X509Certificate2(certificate);
        try
        {
            return judgement.Judge(leaf, count, () =>
            {
                // The first is the client's own.
                for (var i = 1; i < count; i++)
                {
                    others.Add(new X509Certificate2(((delegate* unmanaged[Cdecl]<nint, int, nint>)_functions[4])(sent, i)));
                }
                return others;
            });
        }
        finally
        {
            foreach (var other in others)
            {
                other.Dispose();
            }
        }
    }
}
