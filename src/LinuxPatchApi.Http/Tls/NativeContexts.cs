using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// What the framework offers no option for: OpenSSL's contexts are made without session tickets, and let go of their buffers while a connection is
/// idle. In the native binary the linker sends the framework's one call that makes a context through <see cref="Create"/>
/// (docs/decisions/0009); elsewhere, as in tests, nothing is changed and <see cref="AreTicketless"/> stays false.
/// </summary>
internal static unsafe partial class NativeContexts
{
    /// <summary>SSL_CTRL_MODE and SSL_MODE_RELEASE_BUFFERS of openssl/ssl.h, the same since 1.0.</summary>
    private const int SetMode = 33;
    private const nint ReleaseBuffers = 0x10;

    /// <summary>RTLD_LAZY and RTLD_NOLOAD: only the library that the framework has loaded will do.</summary>
    private const int OnlyIfLoaded = 0x1 | 0x4;

    private static readonly string[] Libraries = ["libssl.so.3", "libssl.so.1.1"];
    private static volatile bool _isTicketless;
    private static volatile bool _hasFailed;

    /// <summary>True when contexts are made by us and none was made that sends tickets: then there is no session that could be resumed, and connections
    /// may share a context. False until the first one was made.</summary>
    public static bool AreTicketless => _isTicketless && !_hasFailed;

    /// <summary>SSL_CTX_new in the framework's place.</summary>
    [UnmanagedCallersOnly(EntryPoint = "__wrap_CryptoNative_SslCtxCreate", CallConvs = [typeof(CallConvCdecl)])]
    private static nint Create(nint method)
    {
        var context = CreateByFramework(method);
        if (context != 0)
        {
            if (Library() is var library and not 0
                && NativeLibrary.TryGetExport(library, "SSL_CTX_set_num_tickets", out var setTickets)
                && NativeLibrary.TryGetExport(library, "SSL_CTX_ctrl", out var control)
                && ((delegate* unmanaged[Cdecl]<nint, nuint, int>)setTickets)(context, 0) == 1)
            {
                _ = ((delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint>)control)(context, SetMode, ReleaseBuffers, 0);
                _isTicketless = true;
            }
            else
            {
                _hasFailed = true;
            }
        }
        return context;
    }

    private static nint Library()
    {
        foreach (var name in Libraries)
        {
            if (Open(name, OnlyIfLoaded) is var handle and not 0)
            {
                return handle;
            }
        }
        return 0;
    }

    [LibraryImport("wrapped", EntryPoint = "__real_CryptoNative_SslCtxCreate")]
    private static partial nint CreateByFramework(nint method);

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string name, int flags);
}
