using System.Runtime.InteropServices;

namespace LinuxPatchApi.Native;

/// <summary>
/// Functions of libzstd (zstd.h, stable since 1.4.0), which rpm, apt and PackageKit's backends use themselves. Breaks: null when the
/// library is not there or lacks a function; files in that format are then told as unread.
/// </summary>
internal sealed unsafe class ZstdCalls
{
    public const string Library = "libzstd.so.1";

    /// <summary>ZSTD_d_windowLogMax.</summary>
    private const int LargestWindow = 100;

    private static readonly Lazy<ZstdCalls?> Found = new(Load);

    private nint _create;
    private nint _free;
    private nint _set;
    private nint _dictionary;
    private nint _decompress;
    private nint _isError;
    private nint _errorName;

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Part
    {
        public byte* Start;
        public nuint Length;
        public nuint At;
    }

    public static ZstdCalls? Find() => Found.Value;

    /// <summary>Returns 0 when there is no memory.</summary>
    /// <param name="windowLog">The largest window that a frame may ask for, as a power of two.</param>
    public nint Create(int windowLog)
    {
        var context = ((delegate* unmanaged[Cdecl]<nint>)_create)();
        if (context != 0 && IsError(((delegate* unmanaged[Cdecl]<nint, int, int, nuint>)_set)(context, LargestWindow, windowLog)))
        {
            Free(context);
            return 0;
        }

        return context;
    }

    public void Free(nint context) => ((delegate* unmanaged[Cdecl]<nint, nuint>)_free)(context);

    /// <summary>The library copies the dictionary.</summary>
    public nuint SetDictionary(nint context, ReadOnlySpan<byte> dictionary)
    {
        fixed (byte* start = dictionary)
        {
            return ((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint>)_dictionary)(context, start, (nuint)dictionary.Length);
        }
    }

    /// <summary>Returns 0 when a frame has ended, an error, or a hint of how much is still to come.</summary>
    public nuint Decompress(nint context, ref Part plain, ref Part packed)
    {
        fixed (Part* output = &plain)
        fixed (Part* input = &packed)
        {
            return ((delegate* unmanaged[Cdecl]<nint, Part*, Part*, nuint>)_decompress)(context, output, input);
        }
    }

    public bool IsError(nuint result) => ((delegate* unmanaged[Cdecl]<nuint, uint>)_isError)(result) != 0;

    public string ErrorName(nuint result) =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nuint, nint>)_errorName)(result)) ?? "unknown error";

    private static ZstdCalls? Load()
    {
        var calls = new ZstdCalls();
        return NativeLibrary.TryLoad(Library, out var handle)
            && NativeLibrary.TryGetExport(handle, "ZSTD_createDCtx", out calls._create)
            && NativeLibrary.TryGetExport(handle, "ZSTD_freeDCtx", out calls._free)
            && NativeLibrary.TryGetExport(handle, "ZSTD_DCtx_setParameter", out calls._set)
            && NativeLibrary.TryGetExport(handle, "ZSTD_DCtx_loadDictionary", out calls._dictionary)
            && NativeLibrary.TryGetExport(handle, "ZSTD_decompressStream", out calls._decompress)
            && NativeLibrary.TryGetExport(handle, "ZSTD_isError", out calls._isError)
            && NativeLibrary.TryGetExport(handle, "ZSTD_getErrorName", out calls._errorName)
            ? calls : null;
    }
}
