using System.Runtime.InteropServices;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files.Compression;

/// <summary>Reads .xz and .lzma files. Throws <see cref="InvalidDataException"/>.</summary>
internal sealed unsafe class XzStream : UnpackingStream
{
    /// <summary>
    /// Bytes in memory. Origin: <c>xz -7</c> needs 17 MB (xz(1)), the repositories' <c>-6</c> 9 MB; <c>-9</c> would take all that the unit
    /// lets the agent have.
    /// </summary>
    public const ulong MostMemory = 20 << 20;

    /// <summary>Bytes. Origin: one read of the file.</summary>
    private const int BufferBytes = 16384;

    private readonly LzmaCalls _calls;
    private readonly byte[] _packed = new byte[BufferBytes];
    private LzmaCalls.Decoder* _decoder;
    private int _at;
    private int _end;
    private bool _isOver;

    public XzStream(Stream source, LzmaCalls calls)
        : base(source)
    {
        _calls = calls;
        _decoder = (LzmaCalls.Decoder*)NativeMemory.AllocZeroed((nuint)sizeof(LzmaCalls.Decoder));
        if (calls.Start(_decoder, MostMemory) != LzmaCalls.Ok)
        {
            Free();
            throw new InvalidDataException("there is no memory to unpack them");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty && !_isOver)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, Source.Read(_packed));
            }

            if (Decode(buffer) is var written and > 0)
            {
                return written;
            }
        }

        return 0;
    }

    private int Decode(Span<byte> buffer)
    {
        fixed (byte* packed = _packed)
        fixed (byte* plain = buffer)
        {
            ObjectDisposedException.ThrowIf(_decoder is null, this);
            _decoder->Input = packed + _at;
            _decoder->InputLength = (nuint)(_end - _at);
            _decoder->Output = plain;
            _decoder->OutputLength = (nuint)buffer.Length;
            var result = _calls.Code(_decoder, _end == 0 ? LzmaCalls.Finish : LzmaCalls.Run);
            _at = _end - (int)_decoder->InputLength;
            _isOver = result == LzmaCalls.End;
            return result switch
            {
                LzmaCalls.Ok or LzmaCalls.End => buffer.Length - (int)_decoder->OutputLength,
                LzmaCalls.TooMuchMemory => throw new InvalidDataException("it needs more memory than the agent takes"),
                _ => throw new InvalidDataException(_end == 0 ? "it breaks off" : "it is damaged"),
            };
        }
    }

    private void Free()
    {
        _calls.Free(_decoder);
        NativeMemory.Free(_decoder);
        _decoder = null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _decoder is not null)
        {
            Free();
        }

        base.Dispose(disposing);
    }
}
