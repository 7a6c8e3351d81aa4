using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Native;

/// <summary>
/// OpenSSL's functions to check a client's certificates during the handshake. Breaks: without one of the functions a client is checked
/// after the handshake, as the framework does.
/// </summary>
internal sealed unsafe class NativeChain
{
    /// <summary>SSL_VERIFY_PEER and SSL_VERIFY_FAIL_IF_NO_PEER_CERT of openssl/ssl.h.</summary>
    private const int RequireCertificate = 0x1 | 0x2;

    private readonly nint[] _functions;

    private NativeChain(nint[] functions) => _functions = functions;

    /// <summary>Finds the functions; null when the library lacks one.</summary>
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
            if (!OpenSslLibrary.TryGetExport(library, names[i], out functions[i]))
            {
                return null;
            }
        }
        return new NativeChain(functions);
    }

    /// <summary>
    /// Called when a handshake starts: makes a missing client certificate fail with an alert. The framework lets such a handshake succeed
    /// first, because an application callback might accept it.
    /// </summary>
    public void Require(nint connection)
    {
        if (((delegate* unmanaged[Cdecl]<nint, int>)_functions[7])(connection) == 1)
        {
            var callback = ((delegate* unmanaged[Cdecl]<nint, nint>)_functions[6])(connection);
            ((delegate* unmanaged[Cdecl]<nint, int, nint, void>)_functions[5])(connection, RequireCertificate, callback);
        }
    }

    /// <summary>
    /// Replaces OpenSSL's own verification, which knows no authority here. Returns 1 to continue the handshake, 0 to end it with an alert.
    /// </summary>
    /// <param name="store">The X509_STORE_CTX of the verification.</param>
    public int Judge(nint store)
    {
        var error = HandshakeVerifier.Current is { } verifier ? Judge(store, verifier) : VerifyError.None;
        ((delegate* unmanaged[Cdecl]<nint, int, void>)_functions[2])(store, (int)error);
        // Errors left by chain building would be taken for errors of the handshake.
        ((delegate* unmanaged[Cdecl]<void>)_functions[8])();
        return error == VerifyError.None ? 1 : 0;
    }

    private VerifyError Judge(nint store, HandshakeVerifier verifier)
    {
        var certificate = ((delegate* unmanaged[Cdecl]<nint, nint>)_functions[0])(store);
        var sent = ((delegate* unmanaged[Cdecl]<nint, nint>)_functions[1])(store);
        if (certificate == 0)
        {
            return VerifyError.Rejected;
        }
        var count = sent == 0 ? 1 : ((delegate* unmanaged[Cdecl]<nint, int>)_functions[3])(sent);
        var others = new X509Certificate2Collection();
        // Takes its own reference.
        using var leaf = new X509Certificate2(certificate);
        try
        {
            return verifier.Judge(leaf, count, () =>
            {
                // The first is the client's certificate.
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
