using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Native;

/// <summary>
/// Settings that the framework does not offer: OpenSSL contexts without session tickets, which release buffers while a connection is idle
/// and after a handshake, and refuse a client's certificate with an alert (docs/decisions/0011). In the native binary the linker redirects
/// the framework's only call that creates a context to <see cref="Create"/> (docs/decisions/0009); elsewhere, as in tests, nothing changes
/// and <see cref="AreTicketless"/> stays false. Breaks: when .NET renames CryptoNative_SslCtxCreate or CryptoNative_BioRead, linking fails
/// or the wrapper is never called; a system test looks for tickets. When libssl changes its name, contexts keep tickets and are not shared:
/// slower, equally safe.
/// </summary>
internal static unsafe partial class NativeContexts
{
    /// <summary>SSL_CTRL_MODE and SSL_MODE_RELEASE_BUFFERS of openssl/ssl.h, the same since 1.0.</summary>
    private const int SetMode = 33;
    private const nint ReleaseBuffers = 0x10;

    /// <summary>SSL_CTRL_SET_MAX_CERT_LIST of openssl/ssl.h, the same since 0.9.7.</summary>
    private const int SetMaxCertList = 51;

    /// <summary>SSL_CB_HANDSHAKE_START and SSL_CB_HANDSHAKE_DONE of openssl/ssl.h.</summary>
    private const int HandshakeStart = 0x10;
    private const int HandshakeDone = 0x20;

    /// <summary>In bytes. A smaller buffer is not worth replacing, which takes a tenth of a microsecond per response.</summary>
    private const int WorthShrinking = 1024;

    private static readonly string[] Libraries = ["libssl.so.3", "libssl.so.1.1"];
    private static volatile bool _isTicketless;
    private static volatile bool _hasFailed;
    private static volatile MemoryBios? _bios;
    private static volatile NativeChain? _chain;

    /// <summary>
    /// True when we create the contexts and none sends tickets: no session can be resumed, so connections may share a context. False until
    /// the first one is created.
    /// </summary>
    public static bool AreTicketless => _isTicketless && !_hasFailed;

    /// <summary>Replaces the framework's call of SSL_CTX_new.</summary>
    [UnmanagedCallersOnly(EntryPoint = "__wrap_CryptoNative_SslCtxCreate", CallConvs = [typeof(CallConvCdecl)])]
    internal static nint Create(nint method)
    {
        var context = CreateByFramework(method);
        if (context != 0)
        {
            if (OpenSslLibrary.Loaded(Libraries) is var library and not 0
                && OpenSslLibrary.TryGetExport(library, "SSL_CTX_set_num_tickets", out var setTickets)
                && OpenSslLibrary.TryGetExport(library, "SSL_CTX_ctrl", out var control)
                && ((delegate* unmanaged[Cdecl]<nint, nuint, int>)setTickets)(context, 0) == 1)
            {
                _ = ((delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint>)control)(context, SetMode, ReleaseBuffers, 0);
                // A longer list ends the handshake with an alert while it is read (100 KB by default): each further step costs a
                // millisecond.
                _ = ((delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint>)control)(
                    context, SetMaxCertList, HttpLimits.ClientListBytes, 0);
                _isTicketless = true;
                if ((_chain ??= NativeChain.Find(library)) is not null
                    && OpenSslLibrary.TryGetExport(library, "SSL_CTX_set_cert_verify_callback", out var setVerify))
                {
                    ((delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, nint, int>, nint, void>)setVerify)(
                        context, &Verify, 0);
                }
                if ((_bios ??= MemoryBios.Find(library)) is not null
                    && OpenSslLibrary.TryGetExport(library, "SSL_CTX_set_info_callback", out var setCallback))
                {
                    ((delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, int, int, void>, void>)setCallback)(
                        context, &Progress);
                }
            }
            else
            {
                _hasFailed = true;
            }
        }
        return context;
    }

    /// <summary>
    /// Shrinks the memory BIO that the framework writes into, which keeps the size of its largest content: 2 KB of handshake, for a
    /// connection that sends a hundred bytes now and then.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Progress(nint connection, int where, int result)
    {
        if ((where & HandshakeDone) != 0 && _bios is { } bios)
        {
            bios.Shrink(bios.Input(connection));
        }
        else if ((where & HandshakeStart) != 0)
        {
            _chain?.Require(connection);
        }
    }

    /// <summary>
    /// Replaces OpenSSL's verification, which has no authority to build a chain to and whose verdict is ignored; this one sends alerts. Our
    /// client connections have no early judgement and behave as before.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Verify(nint store, nint argument)
    {
        try
        {
            return _chain!.Judge(store);
        }
        catch (Exception)
        {
            // No exception may cross OpenSSL. The framework's callback checks again and closes the connection.
            return 1;
        }
    }

    /// <summary>
    /// Replaces the framework's call of BIO_read, which takes OpenSSL's output. That BIO keeps its size as well, 22 KB after a list was
    /// sent.
    /// </summary>
    [UnmanagedCallersOnly(EntryPoint = "__wrap_CryptoNative_BioRead", CallConvs = [typeof(CallConvCdecl)])]
    internal static int ReadBio(nint bio, nint destination, int length)
    {
        var taken = ReadByFramework(bio, destination, length);
        if (taken > WorthShrinking)
        {
            _bios?.Shrink(bio);
        }
        return taken;
    }

    [LibraryImport("wrapped", EntryPoint = "__real_CryptoNative_SslCtxCreate")]
    private static partial nint CreateByFramework(nint method);

    [LibraryImport("wrapped", EntryPoint = "__real_CryptoNative_BioRead")]
    private static partial int ReadByFramework(nint bio, nint destination, int length);
}
