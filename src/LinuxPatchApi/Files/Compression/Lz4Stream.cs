using System.Buffers.Binary;

namespace LinuxPatchApi.Files.Compression;

/// <summary>
/// Reads an LZ4 frame (the frame format, version 1), which apt writes when <c>Acquire::GzipIndexes</c> is set. Checksums are ignored: apt
/// verified the content against the signed release file. Throws <see cref="InvalidDataException"/> for anything else.
/// </summary>
internal sealed class Lz4Stream(Stream source) : UnpackingStream(source)
{
    private const uint Magic = 0x184D2204;

    /// <summary>Matches reach back this far (the block format).</summary>
    private const int Window = 64 * 1024;

    /// <summary>The largest block that a frame may announce: 4 MiB (block maximum size 7).</summary>
    private const int MaxBlock = 4 * 1024 * 1024;

    private readonly byte[] _history = new byte[Window + MaxBlock];
    private int _start = Window;
    private int _end = Window;
    private bool _begun;
    private bool _over;
    private bool _blockChecksums;
    private int _maxBlock;

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_over && !buffer.IsEmpty)
        {
            NextBlock();
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _history.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void NextBlock()
    {
        if (!_begun)
        {
            ReadHeader();
        }

        var word = ReadWord();
        if (word == 0)
        {
            _over = true;
            return;
        }

        var length = (int)(word & 0x7FFFFFFF);
        if (length > _maxBlock)
        {
            throw new InvalidDataException("an LZ4 block is larger than its frame says");
        }

        var block = new byte[length];
        Source.ReadExactly(block);
        if (_blockChecksums)
        {
            ReadWord();
        }

        // The bytes that the next block may refer to move to the front of the window.
        var keep = Math.Min(Window, _end);
        _history.AsSpan(_end - keep, keep).CopyTo(_history.AsSpan(Window - keep));
        _start = _end = Window;
        if ((word & 0x80000000) != 0)
        {
            block.CopyTo(_history.AsSpan(_end));
            _end += length;
        }
        else
        {
            Decode(block);
        }
    }

    private void ReadHeader()
    {
        if (ReadWord() != Magic)
        {
            throw new InvalidDataException("not an LZ4 frame");
        }

        Span<byte> descriptor = stackalloc byte[2];
        Source.ReadExactly(descriptor);
        var flags = descriptor[0];
        var size = (descriptor[1] >> 4) & 7;
        if (flags >> 6 != 1 || size < 4 || (flags & 1) != 0)
        {
            throw new InvalidDataException("an LZ4 frame of an unknown kind");
        }

        _blockChecksums = (flags & 0x10) != 0;
        _maxBlock = 1 << (8 + (2 * size));
        Span<byte> rest = stackalloc byte[9];
        Source.ReadExactly(rest[..((flags & 8) != 0 ? 9 : 1)]);
        _begun = true;
    }

    private uint ReadWord()
    {
        Span<byte> word = stackalloc byte[4];
        Source.ReadExactly(word);
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }

    private void Decode(ReadOnlySpan<byte> block)
    {
        var at = 0;
        while (at < block.Length)
        {
            var token = block[at++];
            var literals = Count(block, ref at, token >> 4);
            Need(literals <= block.Length - at && literals <= Window + _maxBlock - _end);
            block.Slice(at, literals).CopyTo(_history.AsSpan(_end));
            at += literals;
            _end += literals;
            if (at == block.Length)
            {
                return; // The last sequence has no match.
            }

            Need(block.Length - at >= 2);
            var distance = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += 2;
            var length = Count(block, ref at, token & 15) + 4;
            Need(distance > 0 && distance <= _end && length <= Window + _maxBlock - _end);
            for (var i = 0; i < length; i++, _end++)
            {
                _history[_end] = _history[_end - distance]; // Byte by byte: a match may overlap itself.
            }
        }
    }

    private static int Count(ReadOnlySpan<byte> block, ref int at, int nibble)
    {
        var count = nibble;
        for (var more = nibble == 15; more;)
        {
            Need(at < block.Length && count <= MaxBlock);
            count += block[at];
            more = block[at++] == 255;
        }

        return count;
    }

    private static void Need(bool fits)
    {
        if (!fits)
        {
            throw new InvalidDataException("a damaged LZ4 block");
        }
    }
}
