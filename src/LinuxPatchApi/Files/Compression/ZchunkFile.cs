using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files.Compression;

/// <summary>
/// Opens a zchunk file (zchunk_format.txt of the zchunk project): a header that lists the chunks, then a dictionary and the chunks, each a
/// Zstandard frame. Checksums are ignored: the package manager verified the file against the repository's index. Throws <see
/// cref="InvalidDataException"/>.
/// </summary>
internal static class ZchunkFile
{
    /// <summary>Bytes. Origin: four times what the format's own dictionaries for Fedora have.</summary>
    public const int DictionaryBytes = 1 << 20;

    /// <summary>Bytes. Origin: 40 bytes a chunk, and a hundred times the chunks of the largest file in the field.</summary>
    private const int HeaderBytes = 16 << 20;

    private const int HasStreams = 1;
    private const int HasOptionalElements = 2;
    private const int HasPlainChecksums = 4;

    private const int Uncompressed = 0;
    private const int Zstandard = 2;

    /// <summary>Bytes of a checksum by its type: SHA-1, SHA-256, SHA-512, SHA-512 cut to 128 bits.</summary>
    private static ReadOnlySpan<byte> ChecksumBytes => [20, 32, 64, 16];

    /// <summary>Takes the stream, which can seek, over when it returns.</summary>
    public static Stream Open(Stream file, ZstdCalls zstd)
    {
        var lead = new Reader(file);
        Span<byte> magic = stackalloc byte[5];
        lead.Fill(magic);
        if (!magic.SequenceEqual("\0ZCK1"u8))
        {
            throw new InvalidDataException("it is no zchunk file");
        }

        var checksum = Checksum(lead.Number(ChecksumBytes.Length - 1));
        var length = lead.Number(HeaderBytes);
        lead.Skip(checksum);

        var header = new Reader(file);
        header.Skip(checksum);
        var flags = header.Number(int.MaxValue);
        var compression = header.Number(int.MaxValue);
        if (compression is not (Uncompressed or Zstandard) || (flags & ~(HasStreams | HasOptionalElements | HasPlainChecksums)) != 0)
        {
            throw new InvalidDataException("it is a zchunk file of an unknown kind");
        }

        if ((flags & HasOptionalElements) != 0)
        {
            for (var left = header.Number(HeaderBytes); left > 0; left--)
            {
                header.Number(int.MaxValue);
                header.Skip(header.Number(HeaderBytes));
            }
        }

        header.Number(HeaderBytes); // Bytes of the index.
        var chunkChecksum = Checksum(header.Number(ChecksumBytes.Length - 1));
        var chunks = header.Number(HeaderBytes);
        if (chunks == 0)
        {
            throw new InvalidDataException("it is a zchunk file without chunks");
        }

        var (packed, plain) = Chunk();
        long rest = 0;
        while (--chunks > 0)
        {
            rest += Chunk().Packed;
        }

        header.Skip(length - header.BytesRead);
        var dictionary = new byte[packed <= DictionaryBytes ? packed : throw new InvalidDataException("its dictionary is too large")];
        new Reader(file).Fill(dictionary);
        if (file.Length - file.Position != rest)
        {
            throw new InvalidDataException("it breaks off, or has more than its header lists");
        }

        return compression == Uncompressed ? file : new ZstdStream(file, zstd, Unpack(dictionary, plain, zstd));

        (int Packed, int Plain) Chunk()
        {
            if ((flags & HasStreams) != 0)
            {
                header.Number(int.MaxValue);
            }

            header.Skip((flags & HasPlainChecksums) != 0 ? 2 * chunkChecksum : chunkChecksum);
            return (header.Number(int.MaxValue), header.Number(int.MaxValue));
        }
    }

    private static byte[] Unpack(byte[] dictionary, int length, ZstdCalls zstd)
    {
        var result = new byte[length <= DictionaryBytes ? length : throw new InvalidDataException("its dictionary is too large")];
        if (length == 0)
        {
            return result;
        }

        using var stream = new ZstdStream(new MemoryStream(dictionary), zstd, default);
        new Reader(stream).Fill(result);
        return result;
    }

    private static int Checksum(int type) => ChecksumBytes[type];

    private sealed class Reader(Stream source)
    {
        public int BytesRead { get; private set; }

        /// <summary>Reads seven bits a byte, the lowest first; the last byte has its highest bit set.</summary>
        public int Number(int most)
        {
            long value = 0;
            Span<byte> one = stackalloc byte[1];
            for (var shift = 0; shift < 35; shift += 7)
            {
                Fill(one);
                value |= (long)(one[0] & 0x7f) << shift;
                if ((one[0] & 0x80) != 0)
                {
                    return value <= most ? (int)value : throw new InvalidDataException("a number in its header is too large");
                }
            }

            throw new InvalidDataException("a number in its header is too large");
        }

        public void Fill(Span<byte> buffer)
        {
            if (source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
            {
                throw new InvalidDataException("it breaks off within its header");
            }

            BytesRead += buffer.Length;
        }

        public void Skip(int bytes)
        {
            if (bytes < 0)
            {
                throw new InvalidDataException("its header is shorter than what it holds");
            }

            Span<byte> buffer = stackalloc byte[64];
            for (var left = bytes; left > 0; left -= Math.Min(left, buffer.Length))
            {
                Fill(buffer[..Math.Min(left, buffer.Length)]);
            }
        }
    }
}
