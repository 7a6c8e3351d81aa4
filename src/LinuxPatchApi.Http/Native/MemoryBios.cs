namespace LinuxPatchApi.Http.Native;

/// <summary>
/// The memory buffers between OpenSSL and the framework (BIO_s_mem). Each keeps the size of the largest content it ever held. Breaks:
/// without one of the functions no buffer shrinks, and an idle connection costs some kilobytes more.
/// </summary>
internal sealed unsafe class MemoryBios
{
    /// <summary>BIO_TYPE_MEM, BIO_C_SET_BUF_MEM and BIO_CLOSE of openssl/bio.h.</summary>
    private const int MemoryBio = 0x401;
    private const int SetBuffer = 114;
    private const nint Owned = 1;

    private readonly delegate* unmanaged[Cdecl]<nint, nint> _input;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _type;
    private readonly delegate* unmanaged[Cdecl]<nint, nuint> _pending;
    private readonly delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint> _control;
    private readonly delegate* unmanaged[Cdecl]<nint> _newBuffer;

    private MemoryBios(nint[] functions)
    {
        _input = (delegate* unmanaged[Cdecl]<nint, nint>)functions[0];
        _type = (delegate* unmanaged[Cdecl]<nint, int>)functions[1];
        _pending = (delegate* unmanaged[Cdecl]<nint, nuint>)functions[2];
        _control = (delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint>)functions[3];
        _newBuffer = (delegate* unmanaged[Cdecl]<nint>)functions[4];
    }

    /// <summary>Finds OpenSSL's functions; null when the library lacks one.</summary>
    public static MemoryBios? Find(nint library)
    {
        string[] names = ["SSL_get_rbio", "BIO_method_type", "BIO_ctrl_pending", "BIO_ctrl", "BUF_MEM_new"];
        var functions = new nint[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (!OpenSslLibrary.TryGetExport(library, names[i], out functions[i]))
            {
                return null;
            }
        }
        return new MemoryBios(functions);
    }

    /// <summary>The BIO that a connection (SSL) reads from.</summary>
    public nint Input(nint connection) => _input(connection);

    /// <summary>Replaces the buffer of an empty BIO with a new one, which frees the old one.</summary>
    public void Shrink(nint bio)
    {
        if (bio != 0 && _type(bio) == MemoryBio && _pending(bio) == 0 && _newBuffer() is var buffer and not 0)
        {
            _control(bio, SetBuffer, Owned, buffer);
        }
    }
}
