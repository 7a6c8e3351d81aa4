using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files.Compression;

/// <summary>Reads Zstandard frames (RFC 8878), one behind the other. Throws <see cref="InvalidDataException"/>.</summary>
internal sealed unsafe class ZstdStream : UnpackingStream
{
    /// <summary>
    /// Largest window of a frame, as a power of two: 16 MiB. Origin: <c>zstd -19</c> writes 8 MiB; beyond that, only <c>--ultra</c> and
    /// <c>--long</c>, which no repository uses.
    /// </summary>
    public const int WindowLog = 24;

    /// <summary>Bytes. Origin: one read of the file.</summary>
    private const int BufferBytes = 16384;

    private readonly ZstdCalls _calls;
    private readonly byte[] _packed = new byte[BufferBytes];
    private nint _context;
    private int _at;
    private int _end;
    private bool _isBetweenFrames;
    private bool _isFull;

    /// <param name="dictionary">Of all frames; empty when they have none.</param>
    public ZstdStream(Stream source, ZstdCalls calls, ReadOnlySpan<byte> dictionary)
        : base(source)
    {
        _calls = calls;
        _context = calls.Create(WindowLog);
        if (_context == 0)
        {
            throw new InvalidDataException("there is no memory to unpack them");
        }

        if (dictionary.IsEmpty)
        {
            return;
        }

        try
        {
            Check(calls.SetDictionary(_context, dictionary));
        }
        catch (InvalidDataException)
        {
            Free();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            // What the decoder holds back comes without more input.
            if (_at == _end && !_isFull)
            {
                (_at, _end) = (0, Source.Read(_packed));
                if (_end == 0)
                {
                    return _isBetweenFrames ? 0 : throw new InvalidDataException("it breaks off within a frame");
                }
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
            var input = new ZstdCalls.Part { Start = packed, Length = (nuint)_end, At = (nuint)_at };
            var output = new ZstdCalls.Part { Start = plain, Length = (nuint)buffer.Length };
            ObjectDisposedException.ThrowIf(_context == 0, this);
            var result = _calls.Decompress(_context, ref output, ref input);
            Check(result);
            _isBetweenFrames = result == 0;
            _at = (int)input.At;
            _isFull = output.At == output.Length && !_isBetweenFrames;
            return (int)output.At;
        }
    }

    private void Check(nuint result)
    {
        if (_calls.IsError(result))
        {
            throw new InvalidDataException(_calls.ErrorName(result));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _context != 0)
        {
            Free();
        }

        base.Dispose(disposing);
    }

    private void Free()
    {
        _calls.Free(_context);
        _context = 0;
    }
}
