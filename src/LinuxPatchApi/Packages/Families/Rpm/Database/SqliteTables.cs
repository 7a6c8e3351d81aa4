using System.Buffers.Binary;

namespace LinuxPatchApi.Packages.Families.Rpm.Database;

/// <summary>Takes one row of a table. The row is only valid during the call.</summary>
internal delegate void RowReader(long id, SqliteRow row);

/// <summary>Reads rows of tables, in the order of their ids or one by its id.</summary>
internal sealed class SqliteTables(SqlitePages pages)
{
    /// <summary>Levels of a table. Origin: SQLite's own limit (BTCURSOR_MAX_DEPTH); no table of 2^31 pages has more.</summary>
    private const int MostLevels = 20;

    /// <summary>
    /// Bytes of one row. Origin: the header of a package has 250 bytes a file; sources of kernels and TeX have the most, 30 000 files.
    /// </summary>
    private const int MostRowBytes = 32 << 20;

    private const byte Interior = 5;
    private const byte Leaf = 13;

    /// <summary>The first page begins with the header of the file.</summary>
    private const int FileHeaderBytes = 100;

    private readonly byte[]?[] _levels = new byte[MostLevels][];

    /// <summary>Takes one cell of a leaf: the row's size and id, and its bytes in the page.</summary>
    private delegate void CellReader(ReadOnlySpan<byte> cell);

    /// <summary>Returns the page where a table begins; null when there is no such table.</summary>
    public uint? Find(string table) => Roots().TryGetValue(table, out var root) ? root : null;

    public void Scan(uint root, RowReader read)
    {
        var left = pages.Count; // Each page is in a table once: more of them is a circle.
        Walk(root, level: 0, ref left, cell =>
        {
            var size = Number(ref cell);
            var id = Number(ref cell);
            read(id, new SqliteRow(Payload(cell, size)));
        });
    }

    /// <summary>
    /// Throws <see cref="InvalidDataException"/> when a table's pages are not what the format allows. Follows the trees down to each row's
    /// place, and reads no row: what stands in the rows and in the indexes is not looked at.
    /// </summary>
    /// <returns>The rows of each table.</returns>
    public IReadOnlyDictionary<string, long> Check()
    {
        var left = pages.Count;
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (table, root) in Roots())
        {
            var count = 0L;
            Walk(root, level: 0, ref left, cell =>
            {
                CheckRow(cell);
                count++;
            });
            rows[table] = count;
        }

        return rows;
    }

    private void CheckRow(ReadOnlySpan<byte> cell)
    {
        var size = Number(ref cell);
        Number(ref cell);
        var here = Here(size);
        if (here < size && BinaryPrimitives.ReadUInt32BigEndian(Part(cell, here, 4)) is var next && (next == 0 || next > pages.Count))
        {
            throw Damaged();
        }

        Part(cell, 0, here);
    }

    /// <summary>The pages where the tables begin, by their names.</summary>
    private Dictionary<string, uint> Roots()
    {
        var roots = new Dictionary<string, uint>(StringComparer.Ordinal);
        Scan(1, (_, row) =>
        {
            if (row.Text(0).SequenceEqual("table"u8))
            {
                roots[System.Text.Encoding.UTF8.GetString(row.Text(1))] = (uint)row.Number(3);
            }
        });
        return roots;
    }

    /// <summary>The bytes of a row that stand in its page; the rest is in pages of its own.</summary>
    private int Here(long size)
    {
        if (size is < 0 or > MostRowBytes)
        {
            throw Damaged();
        }

        var most = pages.Usable - 35;
        if (size <= most)
        {
            return (int)size;
        }

        var least = ((pages.Usable - 12) * 32 / 255) - 23;
        var here = least + (int)((size - least) % (pages.Usable - 4));
        return here <= most ? here : least;
    }

    /// <summary>Reads the row of an id; false when there is none.</summary>
    public bool Row(uint root, long id, RowReader read)
    {
        for (var level = 0; level < MostLevels; level++)
        {
            var page = Page(root, level);
            if (page.IsLeaf)
            {
                for (var i = 0; i < page.Cells; i++)
                {
                    var cell = page.Cell(i);
                    var size = Number(ref cell);
                    if (Number(ref cell) == id)
                    {
                        read(id, new SqliteRow(Payload(cell, size)));
                        return true;
                    }
                }

                return false;
            }

            root = page.Last;
            for (var i = 0; i < page.Cells; i++)
            {
                var cell = page.Cell(i);
                var child = Page(ref cell);
                if (id <= Number(ref cell))
                {
                    root = child;
                    break;
                }
            }
        }

        throw Damaged();
    }

    private void Walk(uint root, int level, ref uint left, CellReader read)
    {
        if (level == MostLevels || left-- == 0)
        {
            throw Damaged();
        }

        var page = Page(root, level);
        for (var i = 0; i < page.Cells; i++)
        {
            var cell = page.Cell(i);
            if (page.IsLeaf)
            {
                read(cell);
            }
            else
            {
                Walk(Page(ref cell), level + 1, ref left, read);
            }
        }

        if (!page.IsLeaf)
        {
            Walk(page.Last, level + 1, ref left, read);
        }
    }

    private TablePage Page(uint number, int level)
    {
        var content = _levels[level] ??= new byte[pages.PageBytes];
        pages.Read(number, content);
        return new TablePage(content, number == 1 ? FileHeaderBytes : 0);
    }

    /// <summary>A row's bytes: those in the page, and those of the pages behind it where it has more.</summary>
    private ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> cell, long size)
    {
        var here = Here(size);
        if (here == size)
        {
            return Part(cell, 0, here);
        }

        var whole = new byte[size];
        Part(cell, 0, here).CopyTo(whole);
        var next = BinaryPrimitives.ReadUInt32BigEndian(Part(cell, here, 4));
        var page = new byte[pages.PageBytes];
        for (var filled = here; filled < whole.Length;)
        {
            pages.Read(next, page);
            next = BinaryPrimitives.ReadUInt32BigEndian(page);
            var part = Math.Min(whole.Length - filled, pages.Usable - 4);
            page.AsSpan(4, part).CopyTo(whole.AsSpan(filled));
            filled += part;
        }

        return whole;
    }

    private static uint Page(ref ReadOnlySpan<byte> bytes)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(Part(bytes, 0, 4));
        bytes = bytes[4..];
        return number;
    }

    /// <summary>Reads a number of one to nine bytes with seven bits each, eight in the ninth, and goes on behind it.</summary>
    internal static long Number(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0L;
        for (var i = 0; i < 9; i++)
        {
            var next = Part(bytes, i, 1)[0];
            if (i == 8 || next < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return i == 8 ? (value << 8) | next : (value << 7) | next;
            }

            value = (value << 7) | (uint)(next & 0x7f);
        }

        throw Damaged();
    }

    internal static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, int at, int length) =>
        at >= 0 && length >= 0 && at <= bytes.Length - length ? bytes.Slice(at, length) : throw Damaged();

    internal static InvalidDataException Damaged() => new("the database is damaged, or was changed while it was read");

    private readonly ref struct TablePage
    {
        private readonly ReadOnlySpan<byte> _content;
        private readonly int _cellsAt;

        public TablePage(ReadOnlySpan<byte> content, int at)
        {
            _content = content;
            IsLeaf = content[at] == Leaf;
            if (!IsLeaf && content[at] != Interior)
            {
                throw Damaged();
            }

            Cells = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 3)..]);
            _cellsAt = at + (IsLeaf ? 8 : 12);
            Last = IsLeaf ? 0 : BinaryPrimitives.ReadUInt32BigEndian(content[(at + 8)..]);
        }

        public bool IsLeaf { get; }

        public int Cells { get; }

        /// <summary>The page of the rows behind the last cell; 0 in a leaf.</summary>
        public uint Last { get; }

        public ReadOnlySpan<byte> Cell(int i)
        {
            var at = BinaryPrimitives.ReadUInt16BigEndian(Part(_content, _cellsAt + (2 * i), 2));
            return Part(_content, at, _content.Length - at);
        }
    }
}
