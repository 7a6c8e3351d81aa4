using System.Buffers.Binary;
using LinuxPatchApi.Files;
using Microsoft.Win32.SafeHandles;

namespace LinuxPatchApi.Packages.Families.Rpm.Database;

/// <summary>
/// The pages of a SQLite database with what its write-ahead log has of them (https://www.sqlite.org/fileformat2.html). Takes no lock and
/// makes no file: the agent may not write there, and must not keep rpm from writing.
/// </summary>
internal sealed class SqlitePages : IDisposable
{
    private const int HeaderBytes = 100;
    private const int LogHeaderBytes = 32;
    private const int FrameHeaderBytes = 24;

    /// <summary>Without its lowest bit, which says how the checksums read their words.</summary>
    private const uint LogMagic = 0x377f0682;

    /// <summary>The value of the header's field for the encoding of texts.</summary>
    private const uint Utf8 = 1;

    private readonly SafeFileHandle _file;
    private readonly SafeFileHandle? _log;

    /// <summary>Where the log has the newest content of a page.</summary>
    private readonly Dictionary<uint, long> _logged = [];

    /// <summary>
    /// Throws <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> and <see cref="InvalidDataException"/>.
    /// </summary>
    public SqlitePages(string path)
    {
        _file = RegularFile.Handle(path);
        try
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            Fill(_file, header, 0);
            var size = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
            if (!header.StartsWith("SQLite format 3\0"u8) || BinaryPrimitives.ReadUInt32BigEndian(header[56..]) != Utf8)
            {
                throw new InvalidDataException($"{path} is no SQLite database with texts in UTF-8");
            }

            PageBytes = size == 1 ? 65536 : size;
            Usable = PageBytes - header[20];
            if (PageBytes < 512 || !int.IsPow2(PageBytes) || Usable < 480)
            {
                throw new InvalidDataException($"{path} has pages of {PageBytes} bytes");
            }

            Count = (uint)Math.Min(RandomAccess.GetLength(_file) / PageBytes, uint.MaxValue);
            if (File.Exists(path + DatabaseFiles.WriteAheadLog))
            {
                _log = RegularFile.Handle(path + DatabaseFiles.WriteAheadLog);
                ReadLog(_log);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Of a database and its log: the same before and after a reading when nobody has written in between.</summary>
    public static (FileStamp, FileStamp) Stamps(string path) =>
        (FileStamp.Of(path), FileStamp.Of(path + DatabaseFiles.WriteAheadLog));

    public int PageBytes { get; }

    /// <summary>The bytes of a page that hold content.</summary>
    public int Usable { get; }

    /// <summary>How many pages the database has.</summary>
    public uint Count { get; private set; }

    public void Read(uint page, Span<byte> content)
    {
        if (page == 0 || page > Count)
        {
            throw new InvalidDataException($"the database has no page {page}");
        }

        if (_log is not null && _logged.TryGetValue(page, out var at))
        {
            Fill(_log, content, at);
        }
        else
        {
            Fill(_file, content, (page - 1L) * PageBytes);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _log?.Dispose();
    }

    /// <summary>
    /// Finds the frames up to the last one that ends a transaction. The first frame whose salt or checksum is wrong is a leftover.
    /// </summary>
    private void ReadLog(SafeFileHandle log)
    {
        var length = RandomAccess.GetLength(log);
        if (length < LogHeaderBytes)
        {
            return;
        }

        Span<byte> header = stackalloc byte[LogHeaderBytes];
        Fill(log, header, 0);
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var sum = new LogChecksum((magic & 1) != 0);
        sum.Add(header[..24]);
        if ((magic & ~1u) != LogMagic || BinaryPrimitives.ReadUInt32BigEndian(header[8..]) != PageBytes || !sum.Is(header[24..]))
        {
            return; // As SQLite itself: a log that was not begun properly has no content.
        }

        var pending = new Dictionary<uint, long>();
        var frame = new byte[FrameHeaderBytes + PageBytes];
        for (long at = LogHeaderBytes; at + frame.Length <= length; at += frame.Length)
        {
            Fill(log, frame, at);
            sum.Add(frame.AsSpan(0, 8));
            sum.Add(frame.AsSpan(FrameHeaderBytes));
            if (!frame.AsSpan(8, 8).SequenceEqual(header[16..24]) || !sum.Is(frame.AsSpan(16)))
            {
                return;
            }

            pending[BinaryPrimitives.ReadUInt32BigEndian(frame)] = at + FrameHeaderBytes;
            if (BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) is var committed and > 0)
            {
                foreach (var (page, place) in pending)
                {
                    _logged[page] = place;
                }

                pending.Clear();
                Count = committed;
            }
        }
    }

    private static void Fill(SafeFileHandle file, Span<byte> buffer, long at)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(file, buffer, at);
            if (read == 0)
            {
                throw new InvalidDataException("the database ends within a page");
            }

            buffer = buffer[read..];
            at += read;
        }
    }

    /// <summary>The log's checksum, which each frame goes on with.</summary>
    private struct LogChecksum(bool isBigEndian)
    {
        private uint _first;
        private uint _second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                _first += Word(bytes) + _second;
                _second += Word(bytes[4..]) + _first;
            }
        }

        public readonly bool Is(ReadOnlySpan<byte> written) =>
            BinaryPrimitives.ReadUInt32BigEndian(written) == _first && BinaryPrimitives.ReadUInt32BigEndian(written[4..]) == _second;

        private readonly uint Word(ReadOnlySpan<byte> bytes) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
