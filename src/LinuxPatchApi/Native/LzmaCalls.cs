using System.Runtime.InteropServices;

namespace LinuxPatchApi.Native;

/// <summary>
/// Functions of liblzma (lzma/base.h, lzma/container.h, the same since 5.0), which rpm and dpkg use themselves. Breaks: null when the
/// library is not there or lacks a function; files in that format are then told as unread.
/// </summary>
internal sealed unsafe class LzmaCalls
{
    public const string Library = "liblzma.so.5";

    /// <summary>LZMA_OK: more is to come.</summary>
    public const int Ok = 0;

    /// <summary>LZMA_STREAM_END.</summary>
    public const int End = 1;

    /// <summary>LZMA_MEMLIMIT_ERROR.</summary>
    public const int TooMuchMemory = 6;

    /// <summary>LZMA_RUN.</summary>
    public const int Run = 0;

    /// <summary>LZMA_FINISH: there is no more input.</summary>
    public const int Finish = 3;

    /// <summary>LZMA_CONCATENATED.</summary>
    private const uint SeveralStreams = 0x08;

    private static readonly Lazy<LzmaCalls?> Found = new(Load);

    private nint _start;
    private nint _code;
    private nint _end;

    /// <summary>lzma_stream. The library keeps a pointer into it, so it must not move.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Decoder
    {
        public byte* Input;
        public nuint InputLength;
        public ulong InputTotal;
        public byte* Output;
        public nuint OutputLength;
        public ulong OutputTotal;
        public nint Allocator;
        public nint State;
        public fixed ulong Reserved[9];
    }

    public static LzmaCalls? Find() => Found.Value;

    /// <summary>Starts to read .xz and .lzma. Returns <see cref="Ok"/> or an error.</summary>
    /// <param name="memory">Bytes that the decoder may take.</param>
    public int Start(Decoder* decoder, ulong memory) =>
        ((delegate* unmanaged[Cdecl]<Decoder*, ulong, uint, int>)_start)(decoder, memory, SeveralStreams);

    public int Code(Decoder* decoder, int action) => ((delegate* unmanaged[Cdecl]<Decoder*, int, int>)_code)(decoder, action);

    public void Free(Decoder* decoder) => ((delegate* unmanaged[Cdecl]<Decoder*, void>)_end)(decoder);

    private static LzmaCalls? Load()
    {
        var calls = new LzmaCalls();
        return NativeLibrary.TryLoad(Library, out var handle)
            && NativeLibrary.TryGetExport(handle, "lzma_auto_decoder", out calls._start)
            && NativeLibrary.TryGetExport(handle, "lzma_code", out calls._code)
            && NativeLibrary.TryGetExport(handle, "lzma_end", out calls._end)
            ? calls : null;
    }
}
